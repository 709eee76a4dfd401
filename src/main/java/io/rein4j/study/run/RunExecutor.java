package io.rein4j.study.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the runs of a study or a suite are trained, as {@link RunDriver} drives it: processes of
 * this machine, or others.
 *
 * <p>It trains each run that it is given once, from the newest checkpoint in the run's folder on,
 * and tells how that ended; whether a run is tried again is the driver's to decide. All methods are
 * called by one thread. It is of use once: the driver closes it when it is done with it, while the
 * folder of the study is still its own.
 */
public interface RunExecutor extends AutoCloseable {

  /** {@return how many runs it trains at the same time, at least 1, as far as it is known now} */
  int capacity();

  /**
   * Takes a run. Runs begin in the order in which they were submitted, as soon as there is a place.
   *
   * @param task the run; one of the same name, submitted before, has ended
   * @throws IOException if runs cannot be trained at all
   */
  void submit(RunTask task) throws IOException;

  /**
   * Makes a run end soon: with a checkpoint if it is being trained and its agent can go on from
   * one. The event of its end follows, {@link RunEvent.Kind#CANCELLED} unless it has ended
   * meanwhile.
   *
   * @param run the name of a run that was submitted and has not ended
   */
  void cancel(String run);

  /**
   * Waits for the next event. All events of a run come in their order, the last is its end.
   *
   * @param millis how long to wait
   * @return the event, or null if there is none in that time
   * @throws IOException if runs cannot be trained at all
   * @throws InterruptedException if the waiting thread is interrupted
   */
  @Nullable RunEvent poll(long millis) throws IOException, InterruptedException;

  /** Ends at once whatever is being trained. What is closed may be closed again. */
  @Override
  void close() throws IOException;
}
