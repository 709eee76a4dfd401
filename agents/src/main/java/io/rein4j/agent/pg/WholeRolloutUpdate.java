package io.rein4j.agent.pg;

import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.UpdateListener;

/** The update that an agent without minibatches makes from a rollout, by its policy gradient. */
final class WholeRolloutUpdate {

  private final ActorCritic model;
  private final Minibatch batch;
  private final PolicyGradientLoss loss;

  /** The loss of an update that is measured once more, whose figures nobody sees. */
  private final PolicyGradientLoss repeated;

  WholeRolloutUpdate(
      ActorCritic model,
      boolean normalizeAdvantages,
      double entropyCoefficient,
      ValueLoss valueLoss) {
    this.model = model;
    this.batch = new Minibatch(normalizeAdvantages);
    this.loss = new PolicyGradientLoss(entropyCoefficient, valueLoss);
    this.repeated = new PolicyGradientLoss(entropyCoefficient, valueLoss);
  }

  int make(Rollout rollout, double progress, UpdateListener listener) {
    batch.gather(rollout, 0, rollout.units());
    float[] criticOutputs = model.forward(batch);
    loss.compute(batch, model.policy, criticOutputs);
    int updates = model.update(loss.valueGradient(), batch.size(), progress, listener);
    if (model.awaitsRepetition()) {
      repeated.compute(batch, model.policy, model.forward(batch));
      model.repeat(repeated.valueGradient(), batch.size());
    }
    return updates;
  }

  RunningMeans means() {
    return loss.means();
  }
}
