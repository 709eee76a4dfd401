package io.rein4j.agent.pg;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.UpdateListener;
import io.rein4j.state.State;
import java.io.IOException;

/**
 * REINFORCE (Williams 1992): one update from whole episodes, with the rewards up to an episode's
 * end.
 */
final class ReinforceLearning implements Learning {

  private final ReinforceSettings settings;
  private final WholeRolloutUpdate update;

  ReinforceLearning(ReinforceSettings settings, ActorCritic model) {
    this.settings = settings;
    this.update =
        new WholeRolloutUpdate(
            model,
            settings.normalizeAdvantages(),
            settings.entropyCoefficient(),
            ValueLoss.of(
                settings.valueDistribution(),
                settings.baseline() ? settings.valueCoefficient() : 0,
                null));
  }

  @Override
  public Rollout rollout(int environments, int observationSize, int actionSize, int maskSize) {
    return Rollout.growing(environments, observationSize, actionSize, maskSize);
  }

  @Override
  public boolean isComplete(Rollout rollout) {
    return rollout.lastStepEndedAnEpisode() && rollout.everyEnvironmentEnded(settings.episodes());
  }

  @Override
  public void estimate(Rollout rollout, float[] lastValues) {
    rollout.computeReturns(settings.gamma());
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
