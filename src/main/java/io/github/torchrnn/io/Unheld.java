package io.github.torchrnn.io;

import java.util.Map;

/**
 * What a file holds and no array can: it stands in its place until it is known under which key, for
 * the message.
 *
 * @param what {@code a tensor of torch.complex64}
 * @param why what is wrong with that, and what to do in Python
 */
record Unheld(String what, String why) {

  /** What to save in place of a tensor of a type that DJL lacks. */
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

  /** Types of safetensors by the names of torch's. */
  private static final Map<String, String> SAFETENSORS =
      Map.of(
          "U16", "uint16",
          "U32", "uint32",
          "U64", "uint64",
          "C64", "complex64",
          "F8_E4M3", "float8_e4m3fn",
          "F8_E5M2", "float8_e5m2",
          "F8_E8M0", "float8_e8m0fnu");

  /** A tensor of a type of torch's that DJL lacks, or null if torch has no such type. */
  static Unheld ofDtype(String dtype) {
    String instead = INSTEAD.get(dtype);
    return instead == null ? null : of("a tensor of torch." + dtype, instead);
  }

  /** The type of a class of storages that DJL lacks, or null. */
  static String dtypeOfStorage(String name) {
    return STORAGES.get(name);
  }

  /** A tensor of a type of safetensors' that DJL lacks, or null if there is no such type. */
  static Unheld ofSafetensors(String name) {
    String dtype = SAFETENSORS.get(name);
    return dtype == null ? null : ofDtype(dtype);
  }

  /** Something that has another form in Python that arrays can hold. */
  static Unheld of(String what, String instead) {
    return new Unheld(what, "which DJL cannot hold: in Python, save " + instead + " in its place");
  }
}
