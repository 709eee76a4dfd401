package io.rein4j.spark;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor asks the driver, over Spark's own messages; each is answered.
 *
 * <p>A run is known by the number of its submission: what comes of a submission that the driver has
 * given up is answered by {@link Gone}, and changes nothing.
 */
sealed interface Question extends Serializable {

  /** The most bytes of a file in one message. */
  int PIECE = 1 << 22;

  /**
   * An executor has started, and may get runs; the answer is why not, or empty.
   *
   * @param executor its name
   * @param machine where it is
   * @param complaint what it lacks besides, as a sentence; else empty
   */
  record Hello(String executor, Machine machine, String complaint) implements Question {}

  /** A question about a run. */
  sealed interface OfRun extends Question {

    /** {@return the number of its submission} */
    long run();
  }

  /**
   * A task has started; the answer is what to download, or {@link Gone} if it shall not.
   *
   * @param run the number of the submission
   * @param attempt how often Spark has started the task before
   * @param executor where
   * @param host where that is
   */
  record Begin(long run, int attempt, String executor, String host) implements OfRun {}

  /**
   * A piece of a file is wanted.
   *
   * @param run the number of the submission
   * @param file which of those to download
   * @param offset where it begins
   */
  record Read(long run, RemoteFile file, long offset) implements OfRun {}

  /**
   * The run goes on; the answer is {@link Orders}.
   *
   * @param run the number of the submission
   * @param step how many steps it has taken
   */
  record Sign(long run, long step) implements OfRun {}

  /** A piece of a file of the run's folder. */
  final class Piece implements OfRun {

    private static final long serialVersionUID = 1;

    private final long run;
    private final String name;
    private final long offset;
    private final byte[] bytes;
    private final boolean grows;
    private final boolean last;

    /**
     * A piece.
     *
     * @param run the number of the submission
     * @param name the file, relative to the folder
     * @param offset where the piece belongs
     * @param bytes the piece, which this keeps
     * @param grows whether it is appended to what the driver has; else it begins a new file, which
     *     takes the place of the old one once it is whole
     * @param last whether no more pieces follow
     */
    Piece(long run, String name, long offset, byte[] bytes, boolean grows, boolean last) {
      this.run = run;
      this.name = name;
      this.offset = offset;
      this.bytes = bytes;
      this.grows = grows;
      this.last = last;
    }

    @Override
    public long run() {
      return run;
    }

    String name() {
      return name;
    }

    long offset() {
      return offset;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean grows() {
      return grows;
    }

    boolean last() {
      return last;
    }
  }

  /**
   * A file of the run's folder is there no more.
   *
   * @param run the number of the submission
   * @param name the file, relative to the folder
   */
  record Delete(long run, String name) implements OfRun {}

  /**
   * The task has ended.
   *
   * @param run the number of the submission
   * @param end how
   * @param reason why, in words; else empty
   * @param unfit whether the executor is not to get any more runs
   */
  record Ended(long run, End end, String reason, boolean unfit) implements OfRun {}

  /** How a task can end. */
  enum End {
    /** The run has finished. */
    FINISHED,
    /** It has failed. */
    FAILED,
    /** What trained it has died. */
    DIED,
    /** What was to train it has not started, which is not the run's fault. */
    UNSTARTED,
    /** It was stopped, as the driver had asked. */
    CANCELLED
  }

  /**
   * A file to download.
   *
   * @param ofStart whether it belongs to the run whose weights this one starts from
   * @param name the file, relative to its run's folder
   * @param length how long it is
   */
  record RemoteFile(boolean ofStart, String name, long length) implements Serializable {}

  /**
   * The files to download.
   *
   * @param list all of them
   */
  record RemoteFiles(List<RemoteFile> list) implements Serializable {}

  /**
   * What a task is to do next.
   *
   * @param stop whether the run is to end with a checkpoint
   * @param millis after how long to give the next sign
   */
  record Orders(boolean stop, long millis) implements Serializable {}

  /** The answer for a run that the driver has given up. */
  record Gone() implements Serializable {}
}
