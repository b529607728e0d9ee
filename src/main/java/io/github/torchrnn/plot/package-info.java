/**
 * Pictures for tutorials and notebooks, as images on white: {@link Plots}. They need XChart ({@code
 * org.knowm.xchart:xchart}), which other programs do not.
 */
package io.github.torchrnn.plot;
