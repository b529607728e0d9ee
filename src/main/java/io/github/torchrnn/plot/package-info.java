/**
 * Pictures for tutorials and notebooks, as images on white: {@link Plots}. They need XChart ({@code
 * org.knowm.xchart:xchart}), which a program that draws nothing does not.
 */
package io.github.torchrnn.plot;
