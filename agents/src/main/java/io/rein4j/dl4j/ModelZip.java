package io.rein4j.dl4j;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A model file as DL4J's ModelSerializer writes it: a zip file, of which two entries are read and
 * nothing else is looked at. It is read here and not by ModelSerializer, which deserialises Java
 * objects, keeps every entry in memory, and believes what an array says of its size.
 */
final class ModelZip implements AutoCloseable {

  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final ZipFile zip;

  ModelZip(Path path) throws IOException {
    this.path = path;
    this.zip = new ZipFile(path.toFile());
  }

  /**
   * Returns the network's configuration as JSON.
   *
   * @throws IOException if there is none, or it is longer than any configuration
   */
  String configuration() throws IOException {
    ZipEntry entry = entry(CONFIGURATION);
    try (CheckedInputStream in = open(entry, ConfigurationJson.LARGEST)) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      requireWhole(entry, in);
      return json;
    }
  }

  /**
   * Returns the network's parameters.
   *
   * @param count how many the configuration has
   * @throws IOException if there are none, or not as many
   */
  float[] parameters(int count) throws IOException {
    long largest = Coefficients.largestHeader() + (long) Double.BYTES * count;
    ZipEntry entry = entry(COEFFICIENTS);
    try (CheckedInputStream in = open(entry, largest)) {
      float[] values = Coefficients.read(new DataInputStream(in), count);
      requireWhole(entry, in);
      return values;
    }
  }

  private ZipEntry entry(String name) throws IOException {
    @Nullable ZipEntry found = null;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (entry.getName().equals(name)) {
        if (found != null) {
          throw new IOException("the entry '%s' is there more than once".formatted(name));
        }
        found = entry;
      }
    }
    if (found == null) {
      throw new IOException("there is no entry '%s'".formatted(name));
    }
    return found;
  }

  private CheckedInputStream open(ZipEntry entry, long largest) throws IOException {
    InputStream in = zip.getInputStream(entry);
    return new CheckedInputStream(
        new BufferedInputStream(new Limited(in, largest), BUFFER), new CRC32());
  }

  /** A ZipFile checks no checksums. */
  private static void requireWhole(ZipEntry entry, CheckedInputStream read) throws IOException {
    if (read.getChecksum().getValue() != entry.getCrc()) {
      throw new IOException("the entry '%s' is damaged".formatted(entry.getName()));
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException("'%s' cannot be closed.".formatted(path), e);
    }
  }

  /** A stream that fails where it has given more than it should. */
  private static final class Limited extends FilterInputStream {

    private final long largest;
    private long left;

    Limited(InputStream in, long largest) {
      super(in);
      this.largest = largest;
      this.left = largest;
    }

    private long counted(long n) throws IOException {
      left -= Math.max(0, n);
      if (left < 0) {
        throw new IOException("an entry is longer than %s bytes".formatted(largest));
      }
      return n;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      counted(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int n) throws IOException {
      return (int) counted(in.read(bytes, from, n));
    }
  }
}
