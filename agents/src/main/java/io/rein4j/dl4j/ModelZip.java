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
    try (InputStream in = new Limited(open(CONFIGURATION), ConfigurationJson.LARGEST)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
    try (DataInputStream in = new DataInputStream(new Limited(open(COEFFICIENTS), largest))) {
      return Coefficients.read(in, count);
    }
  }

  private InputStream open(String name) throws IOException {
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
    InputStream in = found == null ? null : zip.getInputStream(found);
    if (in == null) {
      throw new IOException("there is no entry '%s'".formatted(name));
    }
    return in;
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

    private static final int BUFFER = 1 << 16;

    private final long largest;
    private long left;

    Limited(InputStream in, long largest) {
      super(new BufferedInputStream(in, BUFFER));
      this.largest = largest;
      this.left = largest;
    }

    private long counted(long n) throws IOException {
      left -= Math.max(0, n);
      if (left < 0) {
        throw new IOException("an entry is longer than %d bytes".formatted(largest));
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
