package io.github.torchrnn.internal;

/**
 * The options of a recurrent operator that are no tensors.
 *
 * @param layers how many are stacked
 * @param training whether dropout drops
 */
public record Layers(
    boolean bias,
    int layers,
    double dropout,
    boolean training,
    boolean bidirectional,
    boolean batchFirst) {}
