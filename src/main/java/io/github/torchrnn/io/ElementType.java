package io.github.torchrnn.io;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;

/**
 * The types of stored numbers. DJL aborts the JVM over bfloat16 and int16 arrays, so those are read
 * as the next type that holds their numbers.
 */
enum ElementType {
  FLOAT32("FloatStorage", "F32", DataType.FLOAT32),
  FLOAT64("DoubleStorage", "F64", DataType.FLOAT64),
  FLOAT16("HalfStorage", "F16", DataType.FLOAT16),
  BFLOAT16("BFloat16Storage", "BF16", DataType.FLOAT32) {
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
  INT64("LongStorage", "I64", DataType.INT64),
  INT32("IntStorage", "I32", DataType.INT32),
  INT16("ShortStorage", "I16", DataType.INT32) {
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
  INT8("CharStorage", "I8", DataType.INT8),
  UINT8("ByteStorage", "U8", DataType.UINT8),
  BOOL("BoolStorage", "BOOL", DataType.BOOLEAN);

  private final String storage;
  private final String safetensors;
  private final DataType dataType;

  ElementType(String storage, String safetensors, DataType dataType) {
    this.storage = storage;
    this.safetensors = safetensors;
    this.dataType = dataType;
  }

  /** The type of a class in Python's torch, {@code FloatStorage} say, or null. */
  static ElementType ofStorage(String name) {
    for (ElementType type : values()) {
      if (type.storage.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The type that safetensors names {@code F32} say, or null. */
  static ElementType ofSafetensors(String name) {
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

  /** The type of the array that it is read into. */
  DataType dataType() {
    return dataType;
  }

  /** The bytes of a stored number. */
  int bytes() {
    return dataType.getNumOfBytes();
  }

  /** Converts stored numbers to those of the array. */
  void convert(ByteBuffer stored, ByteBuffer read) {
    read.put(stored);
  }
}
