package io.rein4j.spark;

import io.rein4j.spark.Question.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A run's folder in a store that the workers and the driver share, by Hadoop's file systems.
 *
 * <p>Each task that trains the run writes a log of its own: files {@code NNNNNNNNNN.piece}, each
 * with one piece of a file, and {@code NNNNNNNNNN.whole} where all before it make up a folder that
 * the run can go on from. A log begins with everything, so that the newest with such a mark is all
 * that is needed. Nothing of a log is ever appended to or renamed, which object stores cannot do.
 */
final class RunStore {

  /** What only the folder of a study's runs has. It says whose they are. */
  private static final String MARKER = ".rein4j-study";

  /**
   * What a marker is until it is whole, and what stands for it while it takes the marker's place.
   */
  private static final String NEW_MARKER = MARKER + ".tmp";

  /** By what is in it, an executor knows that its folder is the driver's. */
  private static final String PROBE = ".rein4j-probe";

  private static final String TITLE = "Runs of a study of Rein4J";

  private static final String PIECE = ".piece";
  private static final String WHOLE = ".whole";

  private final FileSystem files;
  private final Path root;

  private RunStore(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /**
   * {@return the folder of a run, or of all of them}
   *
   * @param uri where it is
   * @param conf of Hadoop
   */
  static RunStore of(String uri, Configuration conf) throws IOException {
    return new RunStore(FileSystem.get(URI.create(uri), conf), new Path(uri));
  }

  /** What a marker says. */
  private record Owner(String study, String where, long drivers) {

    /** Returns what a marker's text says; nothing if it is no marker's. */
    static Optional<Owner> of(String text) {
      List<String> lines = text.lines().toList();
      return lines.size() == 4 && lines.get(0).equals(TITLE) && lines.get(3).matches("[0-9]{1,18}")
          ? Optional.of(new Owner(lines.get(1), lines.get(2), Long.parseLong(lines.get(3))))
          : Optional.empty();
    }
  }

  /** {@return Hadoop's configuration of this executor or driver} */
  static Configuration hadoop() {
    return hadoop(SparkEnv.get().conf());
  }

  /**
   * {@return Hadoop's configuration}
   *
   * @param conf of Spark
   */
  static Configuration hadoop(SparkConf conf) {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /**
   * Makes sure that this folder, of all runs, is that of a study, or can become it.
   *
   * @param study what the study is known by
   * @param where where the study is, in words
   * @param fresh whether the runs that are there are given up, so that the study may take the place
   *     of one that was in the same place
   * @throws IOException if it cannot be read, is another study's, or holds what no study has put
   *     there
   */
  void requireFreeFor(String study, String where, boolean fresh) throws IOException {
    long unused = earlierDrivers(study, where, fresh);
  }

  /** Returns how many drivers have trained the runs; checks what {@link #requireFreeFor} does. */
  private long earlierDrivers(String study, String where, boolean fresh) throws IOException {
    Optional<Owner> found = owner();
    if (found.isEmpty()) {
      return 0;
    }
    Owner owner = found.get();
    if (owner.study().equals(study)) {
      return owner.drivers();
    }
    if (!owner.where().equals(where)) {
      throw new IOException(
          "'%s' holds the runs of another study of this name, the one in %s: name another folder with '--store', or delete the whole of this one if that study is given up."
              .formatted(root, owner.where()));
    }
    if (!fresh) {
      throw new IOException(
          "'%s' holds the runs of an earlier study in %s: name another folder with '--store', or give those runs up with '--fresh' or by deleting the whole of this one."
              .formatted(root, where));
    }
    return owner.drivers();
  }

  /**
   * Makes this folder, of all runs, the one of a study.
   *
   * @param study what the study is known by
   * @param where where the study is, in words
   * @param fresh as in {@link #requireFreeFor}
   * @return how many drivers have trained its runs, with this one
   * @throws IOException if it cannot be written, is another study's, or holds what no study has put
   *     there
   */
  long claim(String study, String where, boolean fresh) throws IOException {
    long drivers = earlierDrivers(study, where, fresh) + 1;
    Path marker = new Path(root, MARKER);
    Path arriving = new Path(root, NEW_MARKER);
    write(arriving, String.join("\n", TITLE, study, where, "" + drivers) + "\n");
    // Not every file system renames to the name of a file that is there.
    files.delete(marker, false);
    if (!files.rename(arriving, marker)) {
      throw new IOException("'%s' cannot be renamed to '%s'.".formatted(arriving, MARKER));
    }
    return drivers;
  }

  /** Returns whose this folder is; nothing if it has nothing in it yet. */
  private Optional<Owner> owner() throws IOException {
    Path marker = new Path(root, MARKER);
    if (files.exists(marker)) {
      Optional<Owner> owner = Owner.of(read(marker));
      if (owner.isEmpty()) {
        throw new IOException(
            "'%s' should say whose runs are in its folder, but cannot be understood: name another folder with '--store', or delete the whole of this one if its runs are given up."
                .formatted(marker));
      }
      return owner;
    }
    Path arriving = new Path(root, NEW_MARKER);
    if (files.exists(arriving)) {
      Optional<Owner> owner = Owner.of(read(arriving));
      if (owner.isPresent()) {
        return owner;
      }
    }
    if (files.exists(root)) {
      for (FileStatus status : files.listStatus(root)) {
        if (!Set.of(PROBE, NEW_MARKER).contains(status.getPath().getName())) {
          throw new IOException(
              "there are files in '%s' that no study has put there, as it has no '%s': name another folder with '--store', or empty this one."
                  .formatted(root, MARKER));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * {@return what a file in this folder holds that others have hardly written, which is made if it
   * is not there}
   */
  String probe() throws IOException {
    Path probe = new Path(root, PROBE);
    if (!files.exists(probe)) {
      write(probe, UUID.randomUUID().toString());
    }
    return read(probe);
  }

  /**
   * {@return whether the folder that a driver sees is this one}
   *
   * @param probe what the driver has found in it
   */
  boolean has(String probe) throws IOException {
    Path file = new Path(root, PROBE);
    return files.exists(file) && read(file).equals(probe);
  }

  private void write(Path file, String text) throws IOException {
    try (OutputStream out = files.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Begins a log.
   *
   * @param name a name that sorts after those of all logs before
   */
  Log begin(String name) throws IOException {
    Path log = new Path(root, name);
    files.mkdirs(log);
    return new Log(log);
  }

  /** What one task has written of a run. */
  final class Log implements FolderMirror.Sink {

    private final Path log;
    private final Map<String, List<Path>> written = new HashMap<>();
    private final List<Path> obsolete = new ArrayList<>();
    private long count;

    private Log(Path log) {
      this.log = log;
    }

    private Path next(String suffix) {
      return new Path(log, String.format(Locale.ROOT, "%010d%s", count++, suffix));
    }

    @Override
    public void piece(String name, long offset, byte[] bytes, boolean grows, boolean last)
        throws IOException {
      if (!grows && offset == 0) {
        delete(name);
      }
      Path piece = next(PIECE);
      try (OutputStream out = files.create(piece, true)) {
        out.write(Wire.bytes(new Piece(0, name, offset, bytes, grows, last)));
      }
      written.computeIfAbsent(name, unused -> new ArrayList<>()).add(piece);
    }

    @Override
    public void delete(String name) {
      List<Path> pieces = written.remove(name);
      if (pieces != null) {
        obsolete.addAll(pieces);
      }
    }

    /** Takes in that what has been written makes up a folder that the run can go on from. */
    void whole() throws IOException {
      try (OutputStream out = files.create(next(WHOLE), true)) {
        out.write(1);
      }
      for (Path piece : obsolete) {
        files.delete(piece, false);
      }
      obsolete.clear();
      for (Path other : folders()) {
        if (other.getName().compareTo(log.getName()) < 0) {
          RunStore.this.delete(other.getName());
        }
      }
    }
  }

  /** Returns the folders in this one: a run's logs, the newest first, or the runs. */
  private List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    if (files.exists(root)) {
      for (FileStatus status : files.listStatus(root)) {
        if (status.isDirectory()) {
          folders.add(status.getPath());
        }
      }
    }
    folders.sort(Comparator.comparing(Path::getName).reversed());
    return folders;
  }

  /**
   * {@return whether there was a folder to go on from, which has been written}
   *
   * @param folder where to write it
   */
  boolean readInto(RunFolderFiles folder) throws IOException {
    for (Path log : folders()) {
      List<Path> entries = new ArrayList<>();
      for (FileStatus status : files.listStatus(log)) {
        entries.add(status.getPath());
      }
      entries.sort(Comparator.comparing(Path::getName));
      Optional<Path> end =
          entries.stream().filter(entry -> entry.getName().endsWith(WHOLE)).reduce((a, b) -> b);
      if (end.isPresent()) {
        for (Path entry : entries.subList(0, entries.indexOf(end.get()))) {
          if (Thread.interrupted()) {
            throw new InterruptedIOException("The driver ends.");
          }
          if (entry.getName().endsWith(PIECE)) {
            try (InputStream in = files.open(entry)) {
              folder.write((Piece) Wire.message(in.readAllBytes()));
            }
          }
        }
        return true;
      }
    }
    return false;
  }

  /**
   * Deletes what tasks have written of all runs, and nothing else.
   *
   * @param first the name that a log has at least to be left
   */
  void deleteRuns(String first) throws IOException {
    for (Path run : folders()) {
      for (Path log : new RunStore(files, run).folders()) {
        if (log.getName().compareTo(first) >= 0) {
          continue;
        }
        List<Path> own = new ArrayList<>();
        for (FileStatus status : files.listStatus(log)) {
          String name = status.getPath().getName();
          if (name.endsWith(PIECE) || name.endsWith(WHOLE)) {
            own.add(status.getPath());
          }
        }
        // Broken off, it leaves nothing that somebody would go on from.
        own.sort(Comparator.comparing(entry -> !entry.getName().endsWith(WHOLE)));
        for (Path entry : own) {
          files.delete(entry, false);
        }
        deleteIfEmpty(log);
      }
      deleteIfEmpty(run);
    }
  }

  private void deleteIfEmpty(Path folder) throws IOException {
    if (files.exists(folder) && files.listStatus(folder).length == 0) {
      files.delete(folder, false);
    }
  }

  /**
   * Deletes what tasks have written of the run, but nothing of later ones. Broken off, it leaves
   * nothing that somebody would go on from.
   *
   * @param last the name of the last log to delete
   */
  void delete(String last) throws IOException {
    for (Path log : folders()) {
      if (log.getName().compareTo(last) <= 0) {
        for (FileStatus status : files.listStatus(log)) {
          if (status.getPath().getName().endsWith(WHOLE)) {
            files.delete(status.getPath(), false);
          }
        }
        files.delete(log, true);
      }
    }
  }
}
