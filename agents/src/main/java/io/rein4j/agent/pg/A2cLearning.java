package io.rein4j.agent.pg;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.UpdateListener;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * Advantage actor-critic (Mnih et al. 2016, without its asynchrony): one update from each rollout
 * of a few steps.
 */
final class A2cLearning implements Learning {

  private final A2cSettings settings;
  private final WholeRolloutUpdate update;

  A2cLearning(A2cSettings settings, ActorCritic model) {
    this.settings = settings;
    this.update =
        new WholeRolloutUpdate(
            model,
            settings.normalizeAdvantages(),
            settings.entropyCoefficient(),
            ValueLoss.of(settings.valueDistribution(), settings.valueCoefficient(), null));
  }

  @Override
  public Rollout rollout(int environments, int observationSize, int actionSize, int maskSize) {
    return Rollout.ofLength(
        settings.rolloutSteps(), environments, observationSize, actionSize, maskSize);
  }

  @Override
  public boolean isComplete(Rollout rollout) {
    return rollout.isFull();
  }

  @Override
  public void estimate(Rollout rollout, float[] lastValues) {
    rollout.computeAdvantages(lastValues, settings.gamma(), settings.gaeLambda());
  }

  @Override
  public int learn(Rollout rollout, double progress, UpdateListener listener) {
    return update.make(rollout, progress, listener);
  }

  @Override
  public void drainMetrics(double progress, MetricSink sink) {
    update.means().drain(sink);
  }

  @Override
  public void state(State state) throws IOException {
    update.means().state(state);
  }
}
