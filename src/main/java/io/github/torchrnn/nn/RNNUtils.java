package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Recorder;
import io.github.torchrnn.internal.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of several lengths in one batch: {@index torch.nn.utils.rnn}. The keyword arguments are
 * {@link PackOptions}, {@link UnpackOptions} and {@link PadOptions}.
 *
 * <pre>{@code
 * // packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
 * var packed =
 *     packPaddedSequence(x, lengths, new PackOptions().batchFirst(true).enforceSorted(false));
 * }</pre>
 */
public final class RNNUtils {

  private RNNUtils() {}

  /** {@link #packPaddedSequence(NDArray, long[], PackOptions)} with torch's defaults. */
  public static PackedSequence packPaddedSequence(NDArray input, long... lengths) {
    return packPaddedSequence(input, lengths, new PackOptions());
  }

  /** {@link #packPaddedSequence(NDArray, long[], PackOptions)} with torch's defaults. */
  public static PackedSequence packPaddedSequence(NDArray input, NDArray lengths) {
    return packPaddedSequence(input, lengths, new PackOptions());
  }

  /**
   * {@link #packPaddedSequence(NDArray, long[], PackOptions)} of lengths in an array of (batch) and
   * any type; of floats the fraction is dropped.
   */
  public static PackedSequence packPaddedSequence(
      NDArray input, NDArray lengths, PackOptions options) {
    if (Recorder.current() == null) {
      return packPaddedSequence(input, PackChecks.lengths(lengths), options);
    }
    // A traced array's numbers are those of one run: LibTorch checks them in each.
    NDArray traced = Recorder.readable(lengths);
    long[] numbers = Recorder.whileRecording(null, () -> PackChecks.lengths(traced));
    PackChecks.padded(input, numbers, options);
    return packed(input, Torch.to(lengths, DataType.INT64), options);
  }

  /**
   * Packs padded sequences: {@code pack_padded_sequence}.
   *
   * @param input (seq, batch, ...), with batchFirst (batch, seq, ...)
   * @param lengths the length of each sequence, the longest first unless enforceSorted is off
   * @throws IllegalArgumentException with torch's message if a length does not fit; also if one
   *     exceeds the input's, which torch lets pass
   */
  public static PackedSequence packPaddedSequence(
      NDArray input, long[] lengths, PackOptions options) {
    Objects.requireNonNull(lengths, "lengths is null");
    Objects.requireNonNull(options, "options is null");
    PackChecks.padded(input, lengths, options);
    try (NDArray sizes = LibTorch.manager().create(lengths)) {
      return packed(input, sizes, options);
    }
  }

  private static PackedSequence packed(NDArray input, NDArray lengths, PackOptions options) {
    NDArray[] packed =
        Kernels.callList(
            input.getManager(),
            "pack_padded",
            input,
            lengths,
            options.batchFirst,
            options.enforceSorted);
    boolean sorted = options.enforceSorted;
    return new PackedSequence(
        packed[0],
        packed[1],
        sorted ? null : packed[2],
        sorted ? null : packed[3],
        lengths.getShape().get(0));
  }

  /** {@link #padPackedSequence(PackedSequence, UnpackOptions)} with torch's defaults. */
  public static PaddedSequence padPackedSequence(PackedSequence sequence) {
    return padPackedSequence(sequence, new UnpackOptions());
  }

  /**
   * Undoes {@link #packPaddedSequence}: {@code pad_packed_sequence}.
   *
   * @return the sequences of (seq, batch, ...), with batchFirst (batch, seq, ...), in the order
   *     before they were packed, and their lengths
   * @throws IllegalArgumentException with torch's message if the total length is too small
   */
  public static PaddedSequence padPackedSequence(PackedSequence sequence, UnpackOptions options) {
    Objects.requireNonNull(sequence, "sequence is null");
    Objects.requireNonNull(options, "options is null");
    Tensors.usable("sequence.data", sequence.data());
    long longest = sequence.batchSizes().getShape().get(0);
    long length = options.totalLength == null ? longest : options.totalLength;
    if (length < longest) {
      throw new IllegalArgumentException(
          ("Expected total_length to be at least the length of the longest sequence in input, but"
                  + " got total_length=%s and max sequence length being %s")
              .formatted(length, longest));
    }
    PackChecks.padding(options.paddingValue, sequence.data().getDataType());
    NDArray[] padded =
        Kernels.callList(
            sequence.data().getManager(),
            "pad_packed",
            sequence.data(),
            sequence.batchSizes(),
            sequence.unsortedIndices(),
            options.batchFirst,
            options.paddingValue,
            length);
    return new PaddedSequence(padded[0], padded[1]);
  }

  /** {@link #padSequence(List, PadOptions)} with torch's defaults. */
  public static NDArray padSequence(List<NDArray> sequences) {
    return padSequence(sequences, new PadOptions());
  }

  /**
   * Stacks sequences, the shorter ones filled up: {@code pad_sequence}.
   *
   * @param sequences arrays of (length, ...), equal but for the length
   * @return (longest, batch, ...), with batchFirst (batch, longest, ...), of the first one's type
   * @throws IllegalArgumentException with torch's message if a shape does not fit, or the padding
   *     value not into the type
   */
  public static NDArray padSequence(List<NDArray> sequences, PadOptions options) {
    Objects.requireNonNull(sequences, "sequences is null");
    Objects.requireNonNull(options, "options is null");
    PackChecks.sequences(sequences, options);
    return Kernels.call(
        sequences.get(0).getManager(),
        "pad_sequence",
        sequences.toArray(new NDArray[0]),
        options.batchFirst,
        options.paddingValue,
        options.paddingSide);
  }

  /** {@link #unpadSequence(NDArray, long[], boolean)} of (seq, batch, ...). */
  public static List<NDArray> unpadSequence(NDArray padded, long... lengths) {
    return unpadSequence(padded, lengths, false);
  }

  /**
   * {@link #unpadSequence(NDArray, long[], boolean)} of lengths in an array of (batch) and any
   * type; of floats the fraction is dropped.
   */
  public static List<NDArray> unpadSequence(NDArray padded, NDArray lengths, boolean batchFirst) {
    return unpadSequence(padded, PackChecks.lengths(lengths), batchFirst);
  }

  /**
   * Undoes {@link #padSequence}: {@code unpad_sequence(padded, lengths, batch_first)}.
   *
   * @param padded (seq, batch, ...), with batchFirst (batch, seq, ...)
   * @param lengths the length of each sequence
   * @return one array of (length, ...) for each
   * @throws IllegalArgumentException with torch's message if there are more or fewer lengths
   */
  public static List<NDArray> unpadSequence(NDArray padded, long[] lengths, boolean batchFirst) {
    Objects.requireNonNull(lengths, "lengths is null");
    PackChecks.requireLengths(lengths, PackChecks.batched(padded).get(batchFirst ? 0 : 1));
    return Arrays.asList(
        Kernels.callList(padded.getManager(), "unpad_sequence", padded, lengths, batchFirst));
  }

  /** {@link #packSequence(List, boolean)} of sequences that come longest first. */
  public static PackedSequence packSequence(List<NDArray> sequences) {
    return packSequence(sequences, true);
  }

  /**
   * Packs sequences: {@code pack_sequence(sequences, enforce_sorted)}.
   *
   * @param sequences arrays of (length, ...)
   * @param enforceSorted whether sequences come longest first and others are refused
   * @return packed sequences of the first one's type
   * @throws IllegalArgumentException with torch's message if a shape does not fit or the order is
   *     wrong
   */
  public static PackedSequence packSequence(List<NDArray> sequences, boolean enforceSorted) {
    try (NDArray padded = padSequence(sequences)) {
      long[] lengths = sequences.stream().mapToLong(s -> s.getShape().get(0)).toArray();
      return packPaddedSequence(padded, lengths, new PackOptions().enforceSorted(enforceSorted));
    }
  }

  /** Undoes {@link #packSequence}: {@code unpack_sequence}. */
  public static List<NDArray> unpackSequence(PackedSequence sequence) {
    UnpackOptions batchFirst = new UnpackOptions().batchFirst(true);
    try (PaddedSequence padded = padPackedSequence(sequence, batchFirst)) {
      return unpadSequence(padded.output(), padded.lengths().toLongArray(), true);
    }
  }

  /**
   * The permutation that undoes another: {@code invert_permutation}.
   *
   * @param permutation int64 of (n), each of 0 to n - 1 once; or null
   * @return int64 of (n), or null
   */
  public static @Nullable NDArray invertPermutation(@Nullable NDArray permutation) {
    if (permutation == null) {
      return null;
    }
    Shape shape = Tensors.usable("permutation", permutation).getShape();
    if (shape.dimension() != 1 || permutation.getDataType() != DataType.INT64) {
      throw new IllegalArgumentException("permutation must be a 1-D tensor of int64");
    }
    PackChecks.permutation(permutation.toLongArray());
    return Kernels.call(permutation.getManager(), "invert_permutation", permutation);
  }
}
