package io.rein4j.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** The insides of model files. */
final class ModelFiles {

  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";

  private ModelFiles() {}

  /** Returns the entries of a model as ModelSerializer writes it. */
  static Map<String, byte[]> entries(Model model) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(model, bytes, true);
      Map<String, byte[]> entries = new LinkedHashMap<>();
      try (ZipInputStream zip =
          new ZipInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          entries.put(entry.getName(), zip.readAllBytes());
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a zip file. */
  static byte[] zip(Map<String, byte[]> entries) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue());
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, Map<String, byte[]> entries) throws IOException {
    return Files.write(file, zip(entries));
  }

  /** An array as ND4J writes it, or as it never would. */
  record Coefficients(
      String allocation,
      long rank,
      List<Long> shape,
      List<Long> strides,
      long order,
      String type,
      long length) {

    /** Returns the header of a row of floats. */
    static Coefficients row(long n) {
      return new Coefficients("LONG_SHAPE", 2, List.of(1L, n), List.of(n, 1L), 'c', "FLOAT", n);
    }

    Coefficients withShape(long rank, long[] sizes, long... steps) {
      return new Coefficients(
          allocation,
          rank,
          LongStream.of(sizes).boxed().toList(),
          LongStream.of(steps).boxed().toList(),
          order,
          type,
          length);
    }

    Coefficients withOrder(long other) {
      return new Coefficients(allocation, rank, shape, strides, other, type, length);
    }

    Coefficients withType(String other) {
      return new Coefficients(allocation, rank, shape, strides, order, other, length);
    }

    Coefficients withLength(long other) {
      return new Coefficients(allocation, rank, shape, strides, order, type, other);
    }

    Coefficients withAllocation(String other) {
      return new Coefficients(other, rank, shape, strides, order, type, length);
    }

    /** Returns the array with these elements. */
    byte[] bytes(float... elements) {
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(allocation);
        out.writeLong(2 * rank + 4);
        out.writeUTF("LONG");
        out.writeLong(rank);
        for (long size : shape) {
          out.writeLong(size);
        }
        for (long stride : strides) {
          out.writeLong(stride);
        }
        out.writeLong(8192);
        out.writeLong(1);
        out.writeLong(order);
        out.writeUTF(allocation);
        out.writeLong(length);
        out.writeUTF(type);
        for (float element : elements) {
          out.writeFloat(element);
        }
        return bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
