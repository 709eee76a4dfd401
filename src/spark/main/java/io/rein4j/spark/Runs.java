package io.rein4j.spark;

import io.rein4j.spark.Question.Begin;
import io.rein4j.spark.Question.Delete;
import io.rein4j.spark.Question.Ended;
import io.rein4j.spark.Question.Gone;
import io.rein4j.spark.Question.Hello;
import io.rein4j.spark.Question.OfRun;
import io.rein4j.spark.Question.Orders;
import io.rein4j.spark.Question.Piece;
import io.rein4j.spark.Question.Read;
import io.rein4j.spark.Question.RemoteFile;
import io.rein4j.spark.Question.RemoteFiles;
import io.rein4j.spark.Question.Sign;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs that the driver has been given and that have not ended, and what is said of them to the
 * program that gave them. For any thread.
 *
 * <p>A run ends once here: by what its task says, or, if that says nothing, with its Spark job.
 */
final class Runs {

  /** Signs of life that the driver takes in a second. */
  private static final int SIGNS_PER_SECOND = 200;

  private static final long LEAST_MILLIS = 1_000;

  /** More than a large piece takes. */
  private static final long LEAST_SILENT_SECONDS = 20;

  /** So many signs in a row do not go missing by chance. */
  private static final long SILENT_SIGNS = 4;

  private static final int MOST_FALSE_STARTS = 6;
  private static final int MOST_UNSTARTED = 3;
  private static final int MOST_FETCHES = 8;

  /** What is known of a run. */
  private static final class State {
    private final RunFolderFiles folder;
    private final @Nullable RunFolderFiles start;
    private final @Nullable RunStore store;
    private final String log;
    private boolean begun;
    private boolean ending;
    private boolean stopping;
    private String executor = "";
    private String host = "";
    private String lost = "";

    State(
        RunFolderFiles folder,
        @Nullable RunFolderFiles start,
        @Nullable RunStore store,
        String log) {
      this.folder = folder;
      this.start = start;
      this.store = store;
      this.log = log;
    }
  }

  private final Map<Long, State> runs = new HashMap<>();

  /** When an executor gave its newest sign, of whichever of its runs. */
  private final Map<String, Long> heardAt = new HashMap<>();

  private final Set<String> silent = new HashSet<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private final Set<String> greeted = new HashSet<>();
  private final Map<String, String> refused = new HashMap<>();
  private final ExecutorService fetches =
      Executors.newFixedThreadPool(
          MOST_FETCHES,
          task -> {
            Thread thread = new Thread(task, "fetch");
            thread.setDaemon(true);
            return thread;
          });
  private final Consumer<Line> out;
  private final Consumer<String> unfit;
  private final LongSupplier nanoTime;
  private final Machine machine;
  private boolean begun;
  private boolean closed;
  private boolean accepted;
  private int falseStarts;
  private boolean falseStartsTold;
  private int unstarted;

  /** Why executors get no more runs that are there yet. */
  private final Map<String, String> dismissed = new HashMap<>();

  /**
   * No runs.
   *
   * @param machine the driver's
   * @param out takes what is said of them
   * @param unfit takes the name of an executor that is not to get any more runs
   */
  Runs(Machine machine, Consumer<Line> out, Consumer<String> unfit) {
    this(machine, out, unfit, System::nanoTime);
  }

  Runs(Machine machine, Consumer<Line> out, Consumer<String> unfit, LongSupplier nanoTime) {
    this.machine = machine;
    this.nanoTime = nanoTime;
    this.out = out;
    this.unfit = unfit;
  }

  synchronized void add(
      long run, Path folder, @Nullable Path start, @Nullable RunStore store, String log) {
    if (closed) {
      return;
    }
    runs.put(
        run,
        new State(
            new RunFolderFiles(folder),
            start == null ? null : new RunFolderFiles(start),
            store,
            log));
  }

  /** Gives up all runs, also those to come: nothing of them is written from now on. */
  synchronized void close() {
    closed = true;
    runs.clear();
    fetches.shutdownNow();
  }

  /** Makes a run end soon; {@return whether a task has it, and will tell} */
  synchronized boolean stop(long run) {
    State state = runs.get(run);
    if (state == null) {
      return true;
    }
    state.stopping = true;
    return state.begun;
  }

  /** {@return whether no task had begun a run, which has ended now} */
  synchronized boolean endUnlessBegun(long run) {
    State state = runs.get(run);
    if (state == null || state.begun) {
      return false;
    }
    end(run, "cancelled", "");
    return true;
  }

  /** Takes in why Spark lost the task of a run. */
  synchronized void lost(long run, String reason) {
    State state = runs.get(run);
    if (state != null && !reason.isEmpty()) {
      state.lost = reason;
    }
  }

  /** Takes in that Spark has done with a run's task. */
  synchronized void jobEnded(long run) {
    State state = runs.get(run);
    if (state != null && !state.ending) {
      end(
          run,
          state.stopping ? "cancelled" : "died",
          state.lost.isEmpty() ? "Spark ended its task" : state.lost);
    }
  }

  /** Takes in that Spark has started. */
  synchronized void begin() {
    begun = true;
  }

  /** Takes in that Spark will train nothing any more. */
  synchronized void applicationEnded() {
    if (begun) {
      say(Line.of("broken", "Spark has ended the application; its master's page says why."));
    }
  }

  /** Says something that is of no single run. */
  void say(Line line) {
    out.accept(line);
  }

  private void end(long run, String word, String reason) {
    runs.remove(run);
    out.accept(Line.of(word, run, reason));
  }

  synchronized void executorAdded(String executor, int runsAtOnce) {
    slots.put(executor, runsAtOnce);
    out.accept(Line.of("slots", slots()));
  }

  /**
   * Takes in that an executor is gone.
   *
   * @param executor which
   * @param obituary where it was, and why it is gone
   */
  synchronized void executorRemoved(String executor, String obituary) {
    if (slots.remove(executor) == null) {
      // It has been told already, and is no further false start.
      return;
    }
    refused.remove(executor);
    heardAt.remove(executor);
    silent.remove(executor);
    out.accept(Line.of("slots", slots()));
    boolean wasReady = greeted.remove(executor);
    if (wasReady || !falseStartsTold) {
      out.accept(
          Line.of(
              "notice",
              "Executor %s is gone: %s; %s left.".formatted(executor, obituary, slots.size())));
    }
    if (wasReady) {
      falseStarts = 0;
    } else if (++falseStarts == MOST_FALSE_STARTS) {
      falseStarts = 0;
      tellFalseStarts(obituary);
    }
    String why = dismissed.remove(executor);
    if (slots.isEmpty() && why != null) {
      out.accept(Line.of("broken", "No worker is left that can train runs (%s).".formatted(why)));
    }
  }

  /** Says that executors do not start, which is the end unless there are others. */
  private void tellFalseStarts(String obituary) {
    String what =
        "%s executors in a row died before they were ready (%s). Rein4J needs Java 17 or newer there; the executor's stderr says why."
            .formatted(MOST_FALSE_STARTS, obituary);
    if (slots.keySet().stream().noneMatch(this::canTrain)) {
      out.accept(Line.of("broken", "Workers do not start: " + what));
    } else if (!falseStartsTold) {
      falseStartsTold = true;
      out.accept(
          Line.of(
              "notice",
              "A worker does not start: %s The others go on, and you are not told of more of them."
                  .formatted(what)));
    }
  }

  private boolean canTrain(String executor) {
    return greeted.contains(executor)
        && !refused.containsKey(executor)
        && !dismissed.containsKey(executor);
  }

  /** Returns how many runs those executors can train that have said that they can. */
  private int slots() {
    return slots.entrySet().stream()
        .filter(executor -> greeted.contains(executor.getKey()))
        .filter(executor -> !refused.containsKey(executor.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /**
   * {@return the answer to an executor's question}
   *
   * @throws IOException if a file cannot be read or written
   */
  Object answer(Question question) throws IOException {
    if (question instanceof Hello hello) {
      return answer(hello);
    }
    OfRun ofRun = (OfRun) question;
    State state = state(ofRun);
    if (state == null) {
      return new Gone();
    }
    if (ofRun instanceof Begin) {
      return new RemoteFiles(files(state));
    } else if (ofRun instanceof Read read) {
      return (read.file().ofStart() ? Objects.requireNonNull(state.start) : state.folder)
          .read(read.file(), read.offset());
    } else if (ofRun instanceof Piece piece) {
      state.folder.write(piece);
    } else if (ofRun instanceof Delete delete) {
      state.folder.delete(delete.name());
    } else if (ofRun instanceof Sign sign) {
      return orders(state, sign);
    } else if (ofRun instanceof Ended ended) {
      if (ended.unfit()) {
        dismiss(state, ended.reason());
      }
      ended(ended);
    }
    return true;
  }

  private synchronized void dismiss(State state, String why) {
    dismissed.put(state.executor, why);
    unfit.accept(state.executor);
  }

  private synchronized Serializable answer(Hello hello) {
    falseStarts = 0;
    falseStartsTold = false;
    String refusal = machine.refuses(hello.machine()).orElse(hello.complaint());
    greeted.add(hello.executor());
    if (refusal.isEmpty()) {
      accepted = true;
      out.accept(Line.of("slots", slots()));
      return refusal;
    }
    refused.put(hello.executor(), refusal);
    if (accepted) {
      dismissed.put(hello.executor(), refusal);
      unfit.accept(hello.executor());
      out.accept(Line.of("notice", "A worker gets no runs: " + refusal));
    } else {
      out.accept(Line.of("refused", refusal));
    }
    return refusal;
  }

  /** Returns what is known of a run; null if its task shall not go on with it. */
  private synchronized @Nullable State state(OfRun question) {
    State state = runs.get(question.run());
    if (state != null && question instanceof Begin begin) {
      String refusal = refused.get(begin.executor());
      if (refusal != null) {
        // Spark has given it a run before it let go of it.
        end(begin.run(), state.stopping ? "cancelled" : "unstarted", refusal);
        return null;
      }
      if (begin.attempt() > 0 || state.begun) {
        // Spark has started the task again by itself, which nobody has been told.
        return null;
      }
      state.begun = true;
      state.executor = begin.executor();
      state.host = begin.host();
    }
    if (state != null) {
      heardAt.put(state.executor, nanoTime.getAsLong());
      if (silent.remove(state.executor)) {
        out.accept(
            Line.of(
                "notice", "Executor %s is heard again: %s.".formatted(state.executor, state.host)));
      }
    }
    return state;
  }

  /**
   * Says which executors have trained runs and not been heard for long, once for each silence. What
   * they train may go on; it is for the executors and for Spark to give them up.
   */
  synchronized void tellSilence() {
    long now = nanoTime.getAsLong();
    long longest = Math.max(LEAST_SILENT_SECONDS, SILENT_SIGNS * millisBetweenSigns() / 1_000);
    for (State state : runs.values()) {
      long seconds = (now - heardAt.getOrDefault(state.executor, now)) / 1_000_000_000;
      if (state.begun && !state.ending && seconds >= longest && silent.add(state.executor)) {
        out.accept(
            Line.of(
                "notice",
                "Executor %s has not been heard for %s seconds: %s."
                    .formatted(state.executor, seconds, state.host)));
      }
    }
  }

  private static List<RemoteFile> files(State state) throws IOException {
    List<RemoteFile> files = new ArrayList<>(state.folder.files(false));
    if (state.start != null) {
      files.addAll(state.start.files(true));
    }
    return files;
  }

  private synchronized Orders orders(State state, Sign sign) {
    if (sign.step() > 0) {
      unstarted = 0;
      out.accept(Line.of("reached", sign.run(), sign.step()));
    }
    return new Orders(state.stopping, millisBetweenSigns());
  }

  private long millisBetweenSigns() {
    return Math.max(LEAST_MILLIS, 1_000L * slots() / SIGNS_PER_SECOND);
  }

  private synchronized void ended(Ended ended) {
    State state = runs.get(ended.run());
    if (state == null || state.ending) {
      return;
    }
    if (ended.end() != Question.End.UNSTARTED) {
      unstarted = 0;
    } else if (state.stopping) {
      end(ended.run(), "cancelled", "");
      return;
    } else if (++unstarted == MOST_UNSTARTED) {
      say(
          Line.of(
              "broken",
              "Processes that train do not start on the workers: %s in a row died before they were ready (%s)."
                  .formatted(MOST_UNSTARTED, ended.reason())));
      return;
    }
    String word = ended.end().name().toLowerCase(Locale.ROOT);
    RunStore store = state.store;
    if (store == null
        || ended.end() == Question.End.DIED
        || ended.end() == Question.End.UNSTARTED) {
      end(ended.run(), word, ended.reason());
      return;
    }
    // Not in the one thread that hears executors.
    state.ending = true;
    fetches.execute(
        () -> {
          try {
            store.readInto(state.folder);
            store.delete(state.log);
            endLater(ended.run(), word, ended.reason());
          } catch (IOException | RuntimeException e) {
            endLater(ended.run(), "died", "its files are not to be had: " + e.getMessage());
          }
        });
  }

  private synchronized void endLater(long run, String word, String reason) {
    if (runs.containsKey(run)) {
      end(run, word, reason);
    }
  }
}
