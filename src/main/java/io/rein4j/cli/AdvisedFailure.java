package io.rein4j.cli;

import java.io.IOException;

/** A failure of work that can be gone on with, and how. */
final class AdvisedFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final IOException failure;

  /**
   * Makes one.
   *
   * @param failure what went wrong
   * @param advice a sentence that is said after it
   */
  AdvisedFailure(IOException failure, String advice) {
    super(advice, failure);
    this.failure = failure;
  }

  IOException failure() {
    return failure;
  }
}
