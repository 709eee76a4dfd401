package io.rein4j.agent.pg;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.UpdateListener;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proximal policy optimisation (Schulman et al. 2017): several passes over a rollout of fixed
 * length, in minibatches, with the clipped surrogate and generalised advantage estimation.
 */
final class PpoLearning implements Learning {

  private final PpoSettings settings;
  private final ActorCritic model;
  private final Pcg64 shuffling;
  private final Minibatch batch;
  private final PpoLoss loss;

  /** The loss of an update that is measured once more, whose figures nobody sees. */
  private final PpoLoss repeated;

  /** Null without diagnostics. */
  private final @Nullable EpochStatistics epochs;

  /**
   * Makes the learning.
   *
   * @param measured whether updates are counted by epoch
   */
  PpoLearning(PpoSettings settings, ActorCritic model, Pcg64 shuffling, boolean measured) {
    this.settings = settings;
    this.model = model;
    this.shuffling = shuffling;
    this.batch = new Minibatch(settings.normalizeAdvantages());
    this.loss = new PpoLoss(settings);
    this.repeated = new PpoLoss(settings);
    this.epochs = measured ? new EpochStatistics(settings.epochs(), settings.pathNames()) : null;
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
    UpdateListener updated = epochs == null ? listener : epochs.before(listener);
    int updates = 0;
    int total = rollout.units();
    int most = Math.min(rollout.unitsOf(settings.batchSize()), total);
    // A minibatch that is the whole rollout is the same in every epoch.
    boolean whole = most == total;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      if (!whole) {
        rollout.shuffle(shuffling);
      }
      if (epochs != null) {
        epochs.begin(epoch);
      }
      for (int from = 0; from < total; from += most) {
        if (!whole || epoch == 0) {
          gather(rollout, from, Math.min(most, total - from));
        }
        int made = update(progress, updated);
        if (made == 0) {
          return updates;
        }
        updates += made;
      }
    }
    return updates;
  }

  /** Takes some of a rollout's units for the next minibatch. */
  void gather(Rollout rollout, int from, int units) {
    batch.gather(rollout, from, units);
  }

  /**
   * Makes an update on every path from the minibatch, unless the policy has moved too far from the
   * one that acted.
   *
   * @return how many, 0 if it has
   */
  int update(double progress, UpdateListener listener) {
    float[] criticOutputs = model.forward(batch);
    double kl = loss.compute(batch, model.policy, criticOutputs, settings.ratioClip().at(progress));
    if (settings.targetKl() != null && kl > 1.5 * settings.targetKl()) {
      return 0;
    }
    int updates = model.update(loss.valueGradient(), batch.size(), progress, listener);
    if (model.awaitsRepetition()) {
      repeated.compute(
          batch, model.policy, model.forward(batch), settings.ratioClip().at(progress));
      model.repeat(repeated.valueGradient(), batch.size());
    }
    return updates;
  }

  @Override
  public List<String> advice() {
    return epochs == null ? List.of() : epochs.advice();
  }

  @Override
  public void drainMetrics(double progress, MetricSink sink) {
    loss.means().drain(sink);
    sink.put("ratio_clip_range", settings.ratioClip().at(progress));
    if (epochs != null) {
      epochs.drain(sink);
    }
  }

  @Override
  public void state(State state) throws IOException {
    shuffling.state(state);
    loss.means().state(state);
    if (epochs != null) {
      epochs.state(state);
    }
  }
}
