package io.rein4j.spark;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run while it is trained, whose changes are sent on.
 *
 * <p>Whatever says how long the record is, a checkpoint or the summary, is sent after the record,
 * which only grows: where sending breaks off, what has arrived is what a process that was killed at
 * that moment leaves behind.
 */
final class FolderMirror {

  /** Takes in changes of a folder. */
  interface Sink {

    /**
     * Takes a piece of a file.
     *
     * @param name the file, relative to the folder
     * @param grows whether the piece is appended; else it belongs to a file that takes the place of
     *     the old one
     * @param last whether no more pieces of the file follow
     */
    void piece(String name, long offset, byte[] bytes, boolean grows, boolean last)
        throws IOException;

    /** Takes in that a file is there no more. */
    void delete(String name) throws IOException;
  }

  private static final String CHECKPOINTS = "checkpoints/";
  static final String CONFIG = "config.yaml";
  private static final String EVENTS = "events.out.tfevents.";
  private static final String LOCK = "run.lock";
  private static final String SUMMARY = "summary.json";

  /** What a file was when it was sent. */
  private record Sent(long length, FileTime modified, @Nullable Object key) {

    boolean isSame(Sent other) {
      return length == other.length
          && modified.equals(other.modified)
          && key != null
          && key.equals(other.key);
    }

    boolean growsTo(Sent other) {
      return key != null && key.equals(other.key) && other.length >= length;
    }
  }

  private final Path root;
  private final Sink sink;
  private final Map<String, Sent> sent = new HashMap<>();

  FolderMirror(Path root, Sink sink) {
    this.root = root;
    this.sink = sink;
  }

  /** {@return the names of what is in a folder of a run, relative to it} */
  static List<String> names(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    list(root, "", names);
    if (Files.isDirectory(root.resolve(CHECKPOINTS))) {
      list(root.resolve(CHECKPOINTS), CHECKPOINTS, names);
    }
    return names;
  }

  private static void list(Path folder, String prefix, List<String> names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> prefix + file.getFileName())
          .filter(name -> !name.startsWith(".") && !name.contains("/."))
          .filter(name -> !name.equals(LOCK))
          .forEach(names::add);
    }
  }

  /** Takes in that a file is as it has come, unless the run goes on writing in it. */
  void came(String name) throws IOException {
    if (name.startsWith(CHECKPOINTS) || name.endsWith(".json")) {
      sent.put(name, now(name));
    }
  }

  /** {@return whether there is a checkpoint that has not been sent} */
  boolean hasNewCheckpoint() throws IOException {
    for (String name : names(root)) {
      if (name.startsWith(CHECKPOINTS)) {
        Sent before = sent.get(name);
        if (before == null || !isStill(name, before)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isStill(String name, Sent before) throws IOException {
    try {
      return before.isSame(now(name));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** Sends what has changed. */
  void send() throws IOException {
    Map<Integer, List<String>> stages = new TreeMap<>();
    List<String> names = names(root);
    names.sort(Comparator.naturalOrder());
    for (String name : names) {
      if (!name.equals(CONFIG)) {
        stages.computeIfAbsent(stage(name), stage -> new ArrayList<>()).add(name);
      }
    }
    for (List<String> stage : stages.values()) {
      for (String name : stage) {
        send(name);
      }
    }
    for (String name : List.copyOf(sent.keySet())) {
      if (!Files.exists(root.resolve(name))) {
        sink.delete(name);
        sent.remove(name);
      }
    }
  }

  /** {@return when a file is sent: nothing that tells of others is before them} */
  static int stage(String name) {
    return name.equals(SUMMARY) ? 2 : name.startsWith(CHECKPOINTS) ? 1 : 0;
  }

  /** Returns whether the run appends to a file; any other one is replaced by a whole new one. */
  private static boolean isAppendedTo(String name) {
    return !name.startsWith(CHECKPOINTS)
        && (name.endsWith(".csv")
            || name.endsWith(".jsonl")
            || name.endsWith(".log")
            || name.startsWith(EVENTS));
  }

  private void send(String name) throws IOException {
    try {
      Sent now = now(name);
      Sent before = sent.get(name);
      if (before == null || !before.isSame(now)) {
        send(name, before, now);
      }
    } catch (java.io.FileNotFoundException | NoSuchFileException e) {
      // A newer checkpoint has taken its place, and is sent next time.
    }
  }

  private void send(String name, @Nullable Sent before, Sent now) throws IOException {
    boolean isAppendedTo = isAppendedTo(name);
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(name).toFile(), "r")) {
      // What is open is what these say, unless something else took its place meanwhile.
      Sent opened = now(name);
      if (!(isAppendedTo ? Objects.equals(now.key, opened.key) : now.equals(opened))) {
        return;
      }
      boolean grows = isAppendedTo && before != null && before.growsTo(now);
      long offset = grows && before != null ? before.length() : 0;
      file.seek(offset);
      do {
        byte[] piece = new byte[(int) Math.min(Question.PIECE, now.length() - offset)];
        file.readFully(piece);
        boolean last = offset + piece.length == now.length();
        sink.piece(name, offset, piece, grows, last);
        offset += piece.length;
      } while (offset < now.length());
      sent.put(name, now);
    }
  }

  private Sent now(String name) throws IOException {
    BasicFileAttributes file = Files.readAttributes(root.resolve(name), BasicFileAttributes.class);
    return new Sent(file.size(), file.lastModifiedTime(), file.fileKey());
  }
}
