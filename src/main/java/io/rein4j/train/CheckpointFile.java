package io.rein4j.train;

import io.rein4j.catalog.PluginFailures;
import io.rein4j.files.Failures;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A checkpoint that is read section by section; a {@link CheckpointDraft} writes one.
 *
 * <p>Bytes: {@code "Rein4J\0\n"}, format version (int), the sections' contents; then their number
 * (int), and of each its name (modified UTF-8) and length (long); then where that begins (long);
 * CRC-32C of all that (int). Big endian.
 */
final class CheckpointFile {

  static final int VERSION = 7;

  static final long MAGIC =
      ByteBuffer.wrap("Rein4J\0\n".getBytes(StandardCharsets.US_ASCII)).getLong();

  /** Bytes before the first section. */
  private static final int HEAD = Long.BYTES + Integer.BYTES;

  private static final int BUFFER = 1 << 16;

  /** Where a section is in the file. */
  private record Section(long offset, long length) {}

  /** Some bytes of a file, from where its channel is. */
  private static final class Part extends InputStream {

    private final InputStream in;
    private long left;

    Part(FileChannel channel, long length) {
      this.in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int value = left > 0 ? in.read() : -1;
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (left == 0 && count > 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(count, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  private final Path file;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private CheckpointFile(Path file) {
    this.file = file;
  }

  /** Has something take over a section as its state. */
  void read(String name, Stateful thing) throws IOException {
    read(
        name,
        thing,
        (reading, state) -> {
          reading.state(state);
          return reading;
        });
  }

  /**
   * Reads a section to its end, or says what does not fit.
   *
   * @param blank a thing of any values, on which those of the section are read
   * @param item reads them
   * @param <T> an immutable type
   */
  <T> T read(String name, T blank, State.Item<T> item) throws IOException {
    Section section = sections.get(name);
    if (section == null) {
      throw new IOException("The checkpoint has no section '" + name + "'.");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      Part part = new Part(channel.position(section.offset()), section.length());
      T read = item.of(blank, State.reading(new DataInputStream(part)));
      if (part.left > 0) {
        throw new IOException(
            "The checkpoint's section '%s' holds %s bytes too many.".formatted(name, part.left));
      }
      return read;
    } catch (EOFException e) {
      throw new IOException(
          "The checkpoint's section '%s' ends after %s bytes, where more belong."
              .formatted(name, section.length()),
          e);
    } catch (UTFDataFormatException e) {
      throw new IOException(
          "The checkpoint's section '%s' holds bytes that are no text.".formatted(name), e);
    } catch (IOException e) {
      throw told("read", file, e);
    }
  }

  /** Tells of a plugin that throws a failure itself; any other failure tells what it needs to. */
  static IOException told(String doing, Path file, IOException failure) {
    return PluginFailures.thrower(failure)
        .map(
            plugin ->
                new IOException(
                    "Cannot %s the checkpoint '%s': the state of %s throws %s."
                        .formatted(doing, file, plugin.describe(), failure),
                    failure))
        .orElse(failure);
  }

  /** Reads how many agent steps of training had been taken. */
  long step() throws IOException {
    return read("step", 0L, (step, state) -> state.of(step));
  }

  /**
   * Looks through a checkpoint.
   *
   * @throws IOException if the file is not a whole checkpoint of this version
   */
  static CheckpointFile load(Path file) throws IOException {
    return open(file, true);
  }

  /**
   * Opens a checkpoint of any size at once, without its checksum: what it says may be damaged.
   *
   * @throws IOException if the file is no checkpoint of this version
   */
  static CheckpointFile unchecked(Path file) throws IOException {
    return open(file, false);
  }

  private static CheckpointFile open(Path file, boolean checked) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long table = channel.size() - Integer.BYTES - Long.BYTES;
      DataInputStream head = new DataInputStream(new Part(channel, HEAD));
      if (table < HEAD + Integer.BYTES || head.readLong() != MAGIC) {
        throw new IOException("'%s' is not a whole checkpoint.".formatted(file));
      }
      int version = head.readInt();
      if (version != VERSION) {
        throw new IOException(
            "'%s' has checkpoint format %s, and this version of Rein4J reads format %s."
                .formatted(file, version, VERSION));
      }
      if (checked) {
        requireChecksum(file, channel);
      }
      long start = new DataInputStream(new Part(channel.position(table), Long.BYTES)).readLong();
      if (start < HEAD || start > table) {
        throw new IOException(
            "'%s' says that its sections end at byte %s of %s."
                .formatted(file, start, table + Long.BYTES));
      }
      CheckpointFile checkpoint = new CheckpointFile(file);
      checkpoint.readTable(new Part(channel.position(start), table - start), start);
      return checkpoint;
    } catch (FileSystemException e) {
      throw Failures.sentence("read", file, e);
    }
  }

  private static void requireChecksum(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    CRC32C crc = new CRC32C();
    DataInputStream in =
        new DataInputStream(new CheckedInputStream(new Part(channel.position(0), size), crc));
    in.skipNBytes(size - Integer.BYTES);
    int checksum = (int) crc.getValue();
    if (in.readInt() != checksum) {
      throw new IOException("'%s' is cut off or damaged.".formatted(file));
    }
  }

  /** Takes in where the sections are. A checksum proves no good will: no length is believed. */
  private void readTable(Part table, long end) throws IOException {
    DataInputStream in = new DataInputStream(table);
    long offset = HEAD;
    try {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        long length = in.readLong();
        if (length < 0 || length > end - offset) {
          throw new IOException(
              "'%s' gives its section '%s' %s bytes, but %s are left."
                  .formatted(file, name, length, end - offset));
        }
        sections.put(name, new Section(offset, length));
        offset += length;
      }
      if (sections.size() != count || table.left > 0 || offset != end) {
        throw new IOException(
            "'%s' holds %s sections and %s bytes behind them, where %s sections belong."
                .formatted(file, sections.size(), table.left + end - offset, count));
      }
    } catch (EOFException | UTFDataFormatException e) {
      throw new IOException("'%s' has sections that are not whole.".formatted(file), e);
    }
  }
}
