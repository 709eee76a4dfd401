package io.rein4j.env.gym;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock that every request holds. Once the program ends it is shut, and whoever comes later
 * waits there for the end: what it would ask for is being freed, and would be made again. So does
 * whoever comes out: what it asked is being closed, and that is no failure to be told.
 */
final class RequestLock {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean shut;

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
    while (shut) {
      LockSupport.park(this);
    }
  }

  /**
   * Shuts for all other threads, for good.
   *
   * @param time how long to wait for a request that is under way
   */
  void shut(Duration time) {
    shut = true;
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
