package io.rein4j.train;

import io.rein4j.files.AtomicFile;
import io.rein4j.files.Failures;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A checkpoint that is being written, section by section, straight to its file; a {@link
 * CheckpointFile} once it is committed. Closed before that, it leaves nothing.
 */
final class CheckpointDraft implements Closeable {

  private static final int BUFFER = 1 << 16;

  /** The file, whose bytes are counted and summed up. */
  private static final class Counted extends FilterOutputStream {

    private final Path path;
    private final CRC32C crc = new CRC32C();
    private long count;

    Counted(OutputStream out, Path path) {
      super(out);
      this.path = path;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw Failures.sentence("write", path, e);
      }
      crc.update(bytes, from, length);
      count += length;
    }
  }

  private final Path path;
  private final AtomicFile file;
  private final Counted counted;
  private final DataOutputStream out;
  private final Map<String, Long> lengths = new LinkedHashMap<>();

  /**
   * Begins a checkpoint.
   *
   * @throws IOException if the file cannot be written
   */
  CheckpointDraft(Path path) throws IOException {
    this.path = path;
    this.file = new AtomicFile(path);
    this.counted = new Counted(file.stream(), path);
    this.out = new DataOutputStream(new BufferedOutputStream(counted, BUFFER));
    out.writeLong(CheckpointFile.MAGIC);
    out.writeInt(CheckpointFile.VERSION);
  }

  /** Writes the state of something as a section. */
  void add(String name, Stateful thing) throws IOException {
    long start = written();
    try {
      thing.state(State.writing(out));
    } catch (IOException e) {
      throw CheckpointFile.told("write", path, e);
    }
    lengths.put(name, written() - start);
  }

  private long written() throws IOException {
    out.flush();
    return counted.count;
  }

  /** Gives the checkpoint its name. */
  void commit() throws IOException {
    long table = written();
    out.writeInt(lengths.size());
    for (Map.Entry<String, Long> section : lengths.entrySet()) {
      out.writeUTF(section.getKey());
      out.writeLong(section.getValue());
    }
    out.writeLong(table);
    out.flush();
    out.writeInt((int) counted.crc.getValue());
    out.flush();
    file.commit();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
