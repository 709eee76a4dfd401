package io.rein4j.train;

import io.rein4j.files.Failures;
import io.rein4j.state.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The files of a run's folder that only grow, and what a checkpoint says of them: how long each
 * was, and the checksum of what it held.
 *
 * <p>A checksum goes on from where it was at the checkpoint before, so that a checkpoint reads what
 * was written since, and not the whole record. Not for use by several threads at once.
 */
final class GrowingFiles {

  private static final int CHUNK = 1 << 16;

  /** The checksum of a file's beginning, as far as it has been read. */
  private static final class Checksum {

    private CRC32C crc = new CRC32C();
    private long length;

    /** Returns the checksum of a file's first bytes; the file is at least as long. */
    int of(Path file, long to) throws IOException {
      if (to < length) {
        crc = new CRC32C();
        length = 0;
      }
      if (to > length) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
          in.seek(length);
          byte[] chunk = new byte[(int) Math.min(CHUNK, to - length)];
          while (length < to) {
            int count = (int) Math.min(chunk.length, to - length);
            in.readFully(chunk, 0, count);
            crc.update(chunk, 0, count);
            length += count;
          }
        } catch (IOException e) {
          throw Failures.sentence("read", file, e);
        }
      }
      return (int) crc.getValue();
    }
  }

  private final RunFolder folder;
  private final Map<String, Checksum> checksums = new HashMap<>();

  GrowingFiles(RunFolder folder) {
    this.folder = folder;
  }

  /** Returns how long each file is that exists, by its name. */
  Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new LinkedHashMap<>();
    for (Path file : folder.growingFiles()) {
      lengths.put(file.getFileName().toString(), Files.size(file));
    }
    return lengths;
  }

  /**
   * Returns what the files held when they had their lengths.
   *
   * @param lengths as {@link #lengths} gave them; the files have only grown since
   */
  List<RecordedFile> prefixes(Map<String, Long> lengths) throws IOException {
    List<RecordedFile> files = new ArrayList<>();
    for (Map.Entry<String, Long> file : lengths.entrySet()) {
      String name = file.getKey();
      files.add(new RecordedFile(name, file.getValue(), checksum(name, file.getValue())));
    }
    return files;
  }

  private int checksum(String name, long length) throws IOException {
    return checksums
        .computeIfAbsent(name, file -> new Checksum())
        .of(folder.root().resolve(name), length);
  }

  /**
   * Writes or reads what the files held.
   *
   * @throws IOException if a state names anything but files that grow in a run's folder, or not all
   *     of the record
   */
  static List<RecordedFile> of(List<RecordedFile> files, State state) throws IOException {
    List<RecordedFile> named = state.renewed(files, RecordedFile.BLANK, RecordedFile::of);
    Set<String> missing = new LinkedHashSet<>(RunFolder.RECORD);
    named.forEach(file -> missing.remove(file.name()));
    // What a state does not name would be deleted as something that came after it.
    if (state.isReading() && !missing.isEmpty()) {
      throw new IOException(
          "It names %s files, and not %s, which every checkpoint of a run has."
              .formatted(named.size(), String.join(", ", missing)));
    }
    return named;
  }

  /**
   * Returns why the record is not what it was at a checkpoint, with more behind it; nothing if it
   * is. TensorBoard's files are no part of the record.
   */
  Optional<String> misfit(List<RecordedFile> stored) throws IOException {
    for (RecordedFile file : stored) {
      if (!RunFolder.isEvents(file.name())) {
        Optional<String> misfit = misfit(file);
        if (misfit.isPresent()) {
          return misfit;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> misfit(RecordedFile stored) throws IOException {
    return misfit(stored, "at the checkpoint", LinkOption.NOFOLLOW_LINKS);
  }

  private Optional<String> misfit(RecordedFile stored, String when, LinkOption... links)
      throws IOException {
    Path file = folder.root().resolve(stored.name());
    if (!Files.exists(file, links)) {
      return Optional.of("'%s' is gone; it had %s bytes %s.".formatted(file, stored.bytes(), when));
    }
    if (!Files.isRegularFile(file, links)) {
      return Optional.of("'%s' is a link or a folder, and no file of the run.".formatted(file));
    }
    if (Files.size(file) < stored.bytes()) {
      return Optional.of(
          "'%s' is shorter than the %s bytes that it had %s."
              .formatted(file, stored.bytes(), when));
    }
    checksums.remove(stored.name());
    if (checksum(stored.name(), stored.bytes()) != stored.checksum()) {
      return Optional.of(
          "'%s' was changed: its first %s bytes are not those that it had %s."
              .formatted(file, stored.bytes(), when));
    }
    return Optional.empty();
  }

  /** Returns the files of the record as they are now that the run has ended. */
  List<RecordedFile> record() throws IOException {
    Map<String, Long> lengths = lengths();
    lengths.keySet().removeIf(RunFolder::isEvents);
    return prefixes(lengths);
  }

  /** Returns why a file of the record is not what it was when the run ended; nothing if it is. */
  Optional<String> change(RecordedFile ended) throws IOException {
    Optional<String> misfit = misfit(ended, "when the run ended");
    Path file = folder.root().resolve(ended.name());
    if (misfit.isEmpty() && Files.size(file) > ended.bytes()) {
      return Optional.of(
          "'%s' is longer than the %s bytes that it had when the run ended."
              .formatted(file, ended.bytes()));
    }
    return misfit;
  }

  /**
   * Cuts every file back to what it held at a checkpoint, and deletes those that came after it.
   *
   * @param stored what the checkpoint says; the record fits it
   * @param warnings hears of TensorBoard files that do not fit; they are begun anew
   */
  void cutBack(List<RecordedFile> stored, Consumer<String> warnings) throws IOException {
    List<Path> others = new ArrayList<>(folder.growingFiles());
    for (RecordedFile file : stored) {
      Path path = folder.root().resolve(file.name());
      if (RunFolder.isEvents(file.name())) {
        Optional<String> misfit = misfit(file);
        if (misfit.isPresent()) {
          warnings.accept(misfit.get() + " TensorBoard's file is begun anew.");
          continue;
        }
      }
      others.remove(path);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(file.bytes());
      } catch (IOException e) {
        throw Failures.sentence("cut back", path, e);
      }
    }
    for (Path file : others) {
      Files.delete(file);
    }
  }
}
