package io.github.torchrnn.internal;

/**
 * The options of a recurrent operator, beside its tensors.
 *
 * @param bias whether each layer has b_ih and b_hh
 * @param layers the number of stacked layers
 * @param dropout the probability of dropping an element between layers
 * @param training whether dropout is active
 * @param bidirectional whether each layer also runs over the reversed sequence
 * @param batchFirst whether input and output are (batch, steps, size), not (steps, batch, size)
 */
public record RecurrentOptions(
    boolean bias,
    int layers,
    double dropout,
    boolean training,
    boolean bidirectional,
    boolean batchFirst) {}
