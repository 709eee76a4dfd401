package io.rein4j.cli;

/** A failure of work that can be gone on with, and how. */
final class AdvisedFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Exception failure;

  /**
   * Makes one.
   *
   * @param failure what went wrong
   * @param advice a sentence that is said after it
   */
  AdvisedFailure(Exception failure, String advice) {
    super(advice, failure);
    this.failure = failure;
  }

  Exception failure() {
    return failure;
  }
}
