/**
 * Pictures for tutorials and notebooks, as images on white: {@link Plots}, and a chart that grows
 * during a training: {@link LiveChart}. Charts of lines need XChart ({@code
 * org.knowm.xchart:xchart}), which other programs do not.
 */
@NullMarked
package io.github.torchrnn.plot;

import org.jspecify.annotations.NullMarked;
