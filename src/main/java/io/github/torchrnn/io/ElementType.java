package io.github.torchrnn.io;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The element types of files. DJL aborts the JVM on bfloat16 and int16 arrays, so those are read as
 * the next wider type.
 */
enum ElementType {
  FLOAT32("float32", "FloatStorage", "F32", DataType.FLOAT32),
  FLOAT64("float64", "DoubleStorage", "F64", DataType.FLOAT64),
  FLOAT16("float16", "HalfStorage", "F16", DataType.FLOAT16),
  BFLOAT16("bfloat16", "BFloat16Storage", "BF16", DataType.FLOAT32) {
    @Override
    int bytes() {
      return Short.BYTES;
    }

    @Override
    void convert(ByteBuffer stored, ByteBuffer read) {
      while (stored.hasRemaining()) {
        read.putInt(stored.getShort() << Short.SIZE);
      }
    }
  },
  INT64("int64", "LongStorage", "I64", DataType.INT64),
  INT32("int32", "IntStorage", "I32", DataType.INT32),
  INT16("int16", "ShortStorage", "I16", DataType.INT32) {
    @Override
    int bytes() {
      return Short.BYTES;
    }

    @Override
    void convert(ByteBuffer stored, ByteBuffer read) {
      while (stored.hasRemaining()) {
        read.putInt(stored.getShort());
      }
    }
  },
  INT8("int8", "CharStorage", "I8", DataType.INT8),
  UINT8("uint8", "ByteStorage", "U8", DataType.UINT8),
  BOOL("bool", "BoolStorage", "BOOL", DataType.BOOLEAN) {
    @Override
    boolean isStoredAsHeld(ByteOrder order) {
      return false;
    }

    @Override
    void convert(ByteBuffer stored, ByteBuffer read) {
      while (stored.hasRemaining()) { // LibTorch expects 0 or 1
        read.put((byte) (stored.get() == 0 ? 0 : 1));
      }
    }
  };

  private final String dtype;
  private final String storage;
  private final String safetensors;
  private final DataType dataType;

  ElementType(String dtype, String storage, String safetensors, DataType dataType) {
    this.dtype = dtype;
    this.storage = storage;
    this.safetensors = safetensors;
    this.dataType = dataType;
  }

  /** The type by torch's name, {@code float32} for example, or null. */
  static @Nullable ElementType ofDtype(String name) {
    for (ElementType type : values()) {
      if (type.dtype.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** Whether it is the type of a class of storages, {@code FloatStorage} for example. */
  boolean isStoredIn(String name) {
    return storage.equals(name);
  }

  /** {@code float32}, as torch names it. */
  String dtype() {
    return dtype;
  }

  /** The type by the name of safetensors, {@code F32} for example, or null. */
  static @Nullable ElementType ofSafetensors(String name) {
    for (ElementType type : values()) {
      if (type.safetensors.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The type in which an array is written. */
  static ElementType of(DataType type) {
    for (ElementType element : values()) {
      if (element.dataType == type) {
        return element;
      }
    }
    throw new IllegalArgumentException("cannot write an array of " + type);
  }

  String safetensors() {
    return safetensors;
  }

  /** The type of the arrays that it is read into. */
  DataType dataType() {
    return dataType;
  }

  /** Bytes per stored element. */
  int bytes() {
    return dataType.getNumOfBytes();
  }

  /** Bytes per element of the array that it is read into. */
  int heldBytes() {
    return dataType.getNumOfBytes();
  }

  /** Whether the bytes of a file are the bytes of the array. */
  boolean isStoredAsHeld(ByteOrder order) {
    return bytes() == heldBytes() && (bytes() == 1 || order == ByteOrder.nativeOrder());
  }

  /** Converts stored elements to elements of the array; each buffer has its own byte order. */
  void convert(ByteBuffer stored, ByteBuffer read) {
    while (stored.hasRemaining()) {
      switch (bytes()) {
        case Short.BYTES -> read.putShort(stored.getShort());
        case Integer.BYTES -> read.putInt(stored.getInt());
        case Long.BYTES -> read.putLong(stored.getLong());
        default -> read.put(stored.get());
      }
    }
  }
}
