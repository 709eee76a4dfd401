package io.rein4j.train;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Failures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The format of a checkpoint: named sections between a version and a checksum of everything before
 * it.
 *
 * <p>Bytes: {@code "Rein4J\0\n"}, format version (int), number of sections (int), each as name
 * (modified UTF-8), length (int), content; CRC-32C of all that (int). Big endian.
 */
final class CheckpointFile {

  static final int VERSION = 4;

  /** Bytes before the number of sections. */
  private static final int HEAD = Long.BYTES + Integer.BYTES;

  private static final long MAGIC =
      ByteBuffer.wrap("Rein4J\0\n".getBytes(StandardCharsets.US_ASCII)).getLong();

  /** Writes one section. */
  interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads one section. */
  interface Reader {
    void read(DataInput in) throws IOException;
  }

  private final Map<String, byte[]> sections = new LinkedHashMap<>();

  void add(String name, Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(bytes));
    sections.put(name, bytes.toByteArray());
  }

  /** Reads a section to its end, or says what does not fit. */
  void read(String name, Reader reader) throws IOException {
    byte[] content = sections.get(name);
    if (content == null) {
      throw new IOException("The checkpoint has no section '" + name + "'.");
    }
    ByteArrayInputStream bytes = new ByteArrayInputStream(content);
    try {
      reader.read(new DataInputStream(bytes));
    } catch (EOFException e) {
      throw new IOException(
          "The checkpoint's section '%s' ends after %s bytes, where more belong."
              .formatted(name, content.length),
          e);
    } catch (UTFDataFormatException e) {
      throw new IOException(
          "The checkpoint's section '%s' holds bytes that are no text.".formatted(name), e);
    }
    if (bytes.available() > 0) {
      throw new IOException(
          "The checkpoint's section '%s' holds %s bytes too many."
              .formatted(name, bytes.available()));
    }
  }

  void save(Path file) throws IOException {
    AtomicFiles.write(
        file,
        stream -> {
          CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
          DataOutputStream out = new DataOutputStream(checked);
          out.writeLong(MAGIC);
          out.writeInt(VERSION);
          out.writeInt(sections.size());
          for (Map.Entry<String, byte[]> section : sections.entrySet()) {
            out.writeUTF(section.getKey());
            out.writeInt(section.getValue().length);
            out.write(section.getValue());
          }
          out.writeInt((int) checked.getChecksum().getValue());
        });
  }

  /**
   * Loads a checkpoint.
   *
   * @throws IOException if the file is not a whole checkpoint of this version
   */
  static CheckpointFile load(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw Failures.sentence("read", file, e);
    }
    int end = bytes.length - Integer.BYTES;
    if (end < HEAD + Integer.BYTES || ByteBuffer.wrap(bytes).getLong() != MAGIC) {
      throw new IOException("'%s' is not a whole checkpoint.".formatted(file));
    }
    int version = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
    if (version != VERSION) {
      throw new IOException(
          "'%s' has checkpoint format %s, and this version of Rein4J reads format %s."
              .formatted(file, version, VERSION));
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    if (ByteBuffer.wrap(bytes).getInt(end) != (int) crc.getValue()) {
      throw new IOException("'%s' is cut off or damaged.".formatted(file));
    }
    return sections(file, bytes, end);
  }

  /** Takes in the sections. A checksum proves no good will: no length is believed. */
  private static CheckpointFile sections(Path file, byte[] bytes, int end) throws IOException {
    ByteArrayInputStream left = new ByteArrayInputStream(bytes, HEAD, end - HEAD);
    DataInputStream in = new DataInputStream(left);
    CheckpointFile checkpoint = new CheckpointFile();
    try {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > left.available()) {
          throw new IOException(
              "'%s' gives its section '%s' %s bytes, but %s are left."
                  .formatted(file, name, length, left.available()));
        }
        checkpoint.sections.put(name, in.readNBytes(length));
      }
      if (checkpoint.sections.size() != count || left.available() > 0) {
        throw new IOException(
            "'%s' holds %s sections and %s bytes behind them, where %s sections belong."
                .formatted(file, checkpoint.sections.size(), left.available(), count));
      }
    } catch (EOFException | UTFDataFormatException e) {
      throw new IOException("'%s' has sections that are not whole.".formatted(file), e);
    }
    return checkpoint;
  }
}
