package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a batch that is computed once more towards the same targets: it reports no figures,
 * and leaves the errors that a replay memory goes by, and what limits them, as they are.
 */
final class RepeatedLoss {

  private final ValueHead head;
  private final BatchMetrics unseen = new BatchMetrics();
  private float[] errors = {};

  RepeatedLoss(ValueHead head) {
    this.head = head;
  }

  /** Computes the derivative by each output, as {@link ValueHead#backward} does. */
  void backward(float[] outputs, Batch batch, float[] outputGradient) {
    float[] present = batch.errors();
    if (errors.length < present.length) {
      errors = new float[present.length];
    }
    System.arraycopy(present, 0, errors, 0, present.length);
    @Nullable TdErrorClipper clipper = head.clipper();
    if (clipper != null) {
      clipper.learn(false);
    }
    head.backward(outputs, batch, outputGradient, unseen);
    if (clipper != null) {
      clipper.learn(true);
    }
    System.arraycopy(errors, 0, present, 0, present.length);
  }
}
