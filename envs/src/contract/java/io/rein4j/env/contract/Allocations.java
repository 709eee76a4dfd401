package io.rein4j.env.contract;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** The bytes that code allocates on its thread in steady state. */
public final class Allocations {

  private static final int ROUNDS = 8;

  private Allocations() {}

  /**
   * Bytes a call, in the most frugal of at most eight rounds of calls: loading classes, compiling
   * and growing to size are not the steady state. The first round of less than a byte a call is the
   * last.
   *
   * @param calls calls a round
   * @param operation called with the number of the call, from 0 in every round
   */
  public static double bytesPerCall(int calls, IntConsumer operation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least >= calls; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < calls; call++) {
        operation.accept(call);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / calls;
  }
}
