package io.github.torchrnn.io;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder for a value of a file that no array can hold, until its keys are known for the
 * message.
 *
 * @param what {@code a tensor of torch.complex64} for example
 * @param why the reason, and what to save in Python instead
 */
record UnsupportedValue(String what, String why) {

  /**
   * The expression to save in Python instead of a tensor, by the tensor's dtype, which DJL lacks.
   */
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("complex32", "torch.view_as_real(tensor)"),
          Map.entry("complex64", "torch.view_as_real(tensor)"),
          Map.entry("complex128", "torch.view_as_real(tensor)"),
          Map.entry("uint16", "tensor.to(torch.int32)"),
          Map.entry("uint32", "tensor.to(torch.int64)"),
          Map.entry("uint64", "tensor.to(torch.int64)"),
          Map.entry("float8_e5m2", "tensor.to(torch.float32)"),
          Map.entry("float8_e4m3fn", "tensor.to(torch.float32)"),
          Map.entry("float8_e5m2fnuz", "tensor.to(torch.float32)"),
          Map.entry("float8_e4m3fnuz", "tensor.to(torch.float32)"),
          Map.entry("float8_e8m0fnu", "tensor.to(torch.float32)"),
          Map.entry("qint8", "tensor.dequantize()"),
          Map.entry("qint32", "tensor.dequantize()"),
          Map.entry("quint8", "tensor.dequantize()"),
          Map.entry("quint4x2", "tensor.dequantize()"),
          Map.entry("quint2x4", "tensor.dequantize()"));

  private static final Map<String, String> STORAGES =
      Map.of(
          "ComplexFloatStorage", "complex64",
          "ComplexDoubleStorage", "complex128",
          "QInt8Storage", "qint8",
          "QInt32Storage", "qint32",
          "QUInt8Storage", "quint8",
          "QUInt4x2Storage", "quint4x2",
          "QUInt2x4Storage", "quint2x4");

  /** torch's dtypes by the names of safetensors. */
  private static final Map<String, String> SAFETENSORS =
      Map.of(
          "U16", "uint16",
          "U32", "uint32",
          "U64", "uint64",
          "C64", "complex64",
          "F8_E4M3", "float8_e4m3fn",
          "F8_E5M2", "float8_e5m2",
          "F8_E8M0", "float8_e8m0fnu");

  /** A tensor of a dtype that DJL lacks, or null if torch has no such dtype. */
  static @Nullable UnsupportedValue ofDtype(String dtype) {
    String instead = INSTEAD.get(dtype);
    return instead == null ? null : of("a tensor of torch." + dtype, instead);
  }

  /** The dtype of a class of storages that DJL lacks, or null. */
  static @Nullable String dtypeOfStorage(String name) {
    return STORAGES.get(name);
  }

  /** A tensor of a type of safetensors that DJL lacks, or null if there is no such type. */
  static @Nullable UnsupportedValue ofSafetensors(String name) {
    String dtype = SAFETENSORS.get(name);
    return dtype == null ? null : ofDtype(dtype);
  }

  /** A value for which Python has a form that arrays can hold. */
  static UnsupportedValue of(String what, String instead) {
    return new UnsupportedValue(
        what, "which DJL cannot hold: in Python, save " + instead + " instead");
  }
}
