/**
 * The PyTorch tutorial on recurrent networks in Java: short programs that print what their Python
 * twins print.
 *
 * <p>{@link io.github.torchrnn.tutorial.Main} runs one by its name, or all.
 */
package io.github.torchrnn.tutorial;
