package io.rein4j.env.gym;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What requests go through until the program ends. Whoever comes later waits there for the end:
 * what it would ask for is being freed, and would be made again.
 */
final class Gate {

  private final ReentrantLock lock = new ReentrantLock();

  void enter() {
    lock.lock();
  }

  void leave() {
    lock.unlock();
  }

  /**
   * Shuts for all other threads, for good.
   *
   * @param time how long to wait for a request that is under way
   */
  void shut(Duration time) {
    try {
      if (!lock.tryLock(time.toNanos(), TimeUnit.NANOSECONDS)) {
        // Whoever is inside is stuck, and the program's end does not wait for it.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
