package io.rein4j.watch;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Folders;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.Playback;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The films of a run's evaluations, each of the beginning of an episode and small enough for a page
 * to hold three of them: of the first evaluation, of the best one and of the last, and of one every
 * so many steps. They are played in environments of their own, so the run's numbers are the same
 * with and without them, and a film that fails leaves the run as it is.
 */
public final class FilmRecorder implements RunListener {

  private static final int MOST_PICTURES = 125;
  private static final double PICTURES_PER_SECOND = 12.5;
  private static final int MOST_BYTES = 450_000;
  private static final double LAST_SECONDS = 1.5;
  private static final int MOST_STRIDE = 1 << 10;

  private final Supplier<Playback> playbacks;
  private final LongFunction<List<String>> origin;
  private final RunFolder folder;
  private final long every;
  private final Consumer<String> notices;

  /** Steps whose films stay whatever comes. */
  private final List<Long> kept = new ArrayList<>();

  private long recorded = -1;
  private long bestStep = -1;
  private double best = Double.NEGATIVE_INFINITY;
  private boolean given;

  /**
   * Prepares films.
   *
   * @param playbacks prepares episodes of the agent as it is at the moment
   * @param origin tells where the agent comes from at a step, a line each
   * @param folder receives the films
   * @param every steps between the evaluations that are recorded in any case, ≥ 1
   * @param notices hears why films are given up, in a sentence
   * @throws IllegalArgumentException if the environment cannot be drawn
   */
  public FilmRecorder(
      Supplier<Playback> playbacks,
      LongFunction<List<String>> origin,
      RunFolder folder,
      long every,
      Consumer<String> notices) {
    this.playbacks = playbacks;
    this.origin = origin;
    this.folder = folder;
    this.every = every;
    this.notices = notices;
    playbacks.get().close();
  }

  /**
   * Takes over what the run had recorded when it was interrupted.
   *
   * @param before its evaluations so far, by step and mean return
   */
  public void goOn(List<EvaluationRecord> before) {
    for (EvaluationRecord evaluation : before) {
      if (Files.exists(folder.film(evaluation.step()))) {
        note(evaluation, isDue(evaluation.step()));
      }
    }
  }

  private boolean isDue(long step) {
    return recorded < 0 || step / every != recorded / every;
  }

  private void note(EvaluationRecord evaluation, boolean due) {
    long step = evaluation.step();
    if (due) {
      kept.add(step);
      recorded = step;
    }
    if (bestStep < 0 || evaluation.meanReturn() > best) {
      best = evaluation.meanReturn();
      bestStep = step;
    }
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) {
    long step = evaluation.step();
    boolean due = isDue(step);
    if (given || !(due || bestStep < 0 || evaluation.meanReturn() > best)) {
      return;
    }
    long before = bestStep;
    try {
      record(step);
      note(evaluation, due);
      if (before >= 0 && before != bestStep && !kept.contains(before)) {
        Files.deleteIfExists(folder.film(before));
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      giveUp(e);
    }
  }

  @Override
  public void finished(RunSummary summary) {
    long step = summary.evaluation().step();
    if (given || Files.exists(folder.film(step))) {
      return;
    }
    try {
      record(step);
    } catch (IOException | RuntimeException | LinkageError e) {
      giveUp(e);
    }
  }

  private void giveUp(Throwable failure) {
    given = true;
    notices.accept(
        "No more films are recorded, as one could not be made: %s The run goes on."
            .formatted(failure.getMessage()));
  }

  private void record(long step) throws IOException {
    try (Playback playback = playbacks.get()) {
      Caption caption = new Caption(playback.actions(), origin.apply(step));
      int stride = (int) Math.max(1, Math.round(playback.framesPerSecond() / PICTURES_PER_SECOND));
      byte[] film = film(playback, caption, stride);
      while (film.length > MOST_BYTES && stride < MOST_STRIDE) {
        stride *= 2;
        film = film(playback, caption, stride);
      }
      byte[] small = film;
      Folders.make(folder.films());
      AtomicFiles.write(folder.film(step), out -> out.write(small));
    }
  }

  private static byte[] film(Playback playback, Caption caption, int stride) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    double seconds = stride / playback.framesPerSecond();
    int[] pictures = {0};
    try (GifFilm film = new GifFilm(bytes)) {
      playback.play(
          0,
          false,
          moment -> {
            boolean last = moment.isLast() || pictures[0] == MOST_PICTURES - 1;
            if (last || moment.step() % stride == 0) {
              film.add(caption.picture(moment), last ? LAST_SECONDS : seconds);
              pictures[0]++;
            }
            return !last;
          });
      film.finish();
    }
    return bytes.toByteArray();
  }
}
