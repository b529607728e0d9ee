package io.github.torchrnn.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The folder {@code data} of a saved stage, beside Spark's {@code metadata}, on any file system of
 * Hadoop's: a network's file, and the user's functions as Java serializes them.
 */
final class SavedStage {

  /** The file of the user's functions. */
  static final String FUNCTIONS = "network.ser";

  private final Path folder;
  private final FileSystem files;

  SavedStage(String stage, SparkSession session) throws IOException {
    folder = new Path(stage, "data");
    Configuration configuration = session.sparkContext().hadoopConfiguration();
    files = folder.getFileSystem(configuration);
  }

  void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(new Path(folder, name))) {
      out.write(bytes);
    }
  }

  byte[] read(String name) throws IOException {
    Path file = new Path(folder, name);
    try (FSDataInputStream in = files.open(file)) {
      byte[] bytes = new byte[Math.toIntExact(files.getFileStatus(file).getLen())];
      in.readFully(0, bytes);
      return bytes;
    }
  }

  static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /** Reads an object with the classes that Spark's threads see, which come by {@code --jars}. */
  static Object deserialized(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ContextInputStream(bytes)) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "a class of the network is not on the class path: " + e.getMessage(), e);
    }
  }

  private static final class ContextInputStream extends ObjectInputStream {
    ContextInputStream(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // a primitive type, say
      }
    }
  }
}
