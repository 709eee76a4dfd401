package io.rein4j.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/**
 * Questions and answers as bytes: what Spark reads of its own messages on an executor, it reads
 * without the classes of the application's jar.
 */
final class Wire {

  private Wire() {}

  static byte[] bytes(Object message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    }
    return bytes.toByteArray();
  }

  static Object message(byte[] bytes) throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass description)
              throws ClassNotFoundException {
            return Class.forName(description.getName(), false, Wire.class.getClassLoader());
          }
        }) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("A message is of another version of this program.", e);
    }
  }
}
