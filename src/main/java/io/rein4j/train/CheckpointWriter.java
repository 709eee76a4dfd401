package io.rein4j.train;

import io.rein4j.files.IoTask;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints on a thread of its own, one after the other: training need not wait until the
 * device has them.
 *
 * <p>A failure is told by the call that follows. Not for use by several threads at once.
 */
final class CheckpointWriter implements Closeable {

  private @Nullable FutureTask<Void> underWay;

  /**
   * Begins to write, once what was begun before is written.
   *
   * @param task writes; whatever it reads must be left alone until it is done
   * @throws IOException if what was begun before has failed; nothing new is begun then
   */
  void write(IoTask task) throws IOException {
    await();
    FutureTask<Void> writing =
        new FutureTask<>(
            () -> {
              task.run();
              return null;
            });
    new Thread(writing, "checkpoint").start();
    underWay = writing;
  }

  /**
   * Waits until what was begun is written. An interrupt does not end the wait, as it would not end
   * writing.
   *
   * @throws IOException if writing has failed
   */
  void await() throws IOException {
    FutureTask<Void> writing = underWay;
    underWay = null;
    boolean interrupted = false;
    while (writing != null) {
      try {
        writing.get();
        writing = null;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        restore(interrupted);
        throw failure(e.getCause());
      }
    }
    restore(interrupted);
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    if (cause instanceof IOException e) {
      return e;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(cause);
  }

  /** Waits as {@link #await} does. */
  @Override
  public void close() throws IOException {
    await();
  }
}
