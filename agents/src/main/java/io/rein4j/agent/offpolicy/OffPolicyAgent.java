package io.rein4j.agent.offpolicy;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.agent.ReturnEstimates;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySchedule;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.VectorStep;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * An agent that learns an actor of continuous actions and its critics from a replay memory, in the
 * way that its {@link ActorLearner} is.
 */
final class OffPolicyAgent implements Agent {

  private static final float[] NO_STATES = {};

  private final AgentContext context;
  private final ReplaySchedule schedule;
  private final String type;
  private final int actionSize;
  private final int observationSize;
  private final ActionScale scale;
  final TransitionMemory memory;
  final ActorLearner learner;
  private final NoiseProcess noise;

  /** In [−1, 1]. */
  private final float[] chosen;

  private final Pcg64 exploration;

  private long steps;
  private long updates;
  private long trainedAt;

  OffPolicyAgent(OffPolicyCommon settings, AgentContext context, ActorLearner learner) {
    Box actions = settings.actions(context.actions());
    ReplaySchedule.requireWithinEpisodes(settings.nStep(), context);
    this.context = context;
    this.schedule = settings.schedule();
    this.type = settings.type();
    this.actionSize = actions.size();
    this.observationSize = context.observations().size();
    this.scale = new ActionScale(actions);
    this.memory = settings.transitionMemory(context);
    this.learner = learner;
    this.noise = NoiseProcess.of(settings.actionNoise(), context.environments(), actionSize);
    this.chosen = new float[Math.multiplyExact(context.environments(), actionSize)];
    this.exploration = context.streams().stream("exploration");
  }

  @Override
  public void act(float[] observations, float[] out) {
    int count = context.environments();
    memory.see(observations, NO_STATES);
    learner.beforeStep((int) ((steps - trainedAt) / count), exploration);
    if (steps < schedule.replay().warmup()) {
      for (int i = 0; i < chosen.length; i++) {
        chosen[i] = (float) (2 * exploration.nextDouble() - 1);
      }
    } else {
      learner.explore(observations, exploration, chosen);
      for (int env = 0; env < count; env++) {
        noise.addTo(env, exploration, chosen);
      }
      limit(observations);
    }
    scale.toEnvironment(chosen, count, out);
  }

  /** Brings the chosen actions within ±1. */
  private void limit(float[] observations) {
    for (int i = 0; i < chosen.length; i++) {
      float action = chosen[i];
      if (Float.isNaN(action)) {
        refuseNaN(observations, i / actionSize);
      }
      chosen[i] = action >= 1 ? 1 : action > -1 ? action : -1;
    }
  }

  /** Says why there is no action for an observation. */
  private void refuseNaN(float[] observations, int env) {
    for (int i = 0; i < observationSize; i++) {
      float element = observations[env * observationSize + i];
      if (!Float.isFinite(element)) {
        throw new IllegalArgumentException(
            "The %s agent's action in environment %s is NaN, because element %s of its observation is %s after %s steps: observations must be finite. Look at the environment and its wrappers."
                .formatted(type, env, i, element, steps));
      }
    }
    throw new IllegalStateException(
        "The %s agent's action in environment %s is NaN after %s steps, although its observation is finite: the actor's parameters or its noise are not. Look at the learning rate and at 'update-clipping'."
            .formatted(type, env, steps));
  }

  @Override
  public boolean observe(VectorStep step, UpdateListener listener) {
    memory.add(step, chosen);
    for (int env = 0; env < step.count(); env++) {
      if (step.terminated()[env] || step.truncated()[env]) {
        noise.endEpisode(env);
      }
    }
    long before = steps;
    steps += step.count();
    if (!schedule.isDue(before, steps)) {
      return false;
    }
    long rounds = schedule.updates(steps - trainedAt);
    trainedAt = steps;
    if (!schedule.isWarm(steps) || memory.size() == 0) {
      return false;
    }
    double progress = context.progress(steps);
    for (long i = 0; i < rounds; i++) {
      learn(progress, listener);
    }
    return true;
  }

  @Override
  public void cut(int env, float[] observations) {
    memory.cut(env, observations);
    noise.endEpisode(env);
  }

  /** Makes one update of everything that is due from what is drawn from the memory. */
  void learn(double progress, UpdateListener listener) {
    memory.draw(progress);
    update(progress, listener);
    memory.learned();
  }

  /** Makes one update of everything that is due from what was drawn last. */
  void update(double progress, UpdateListener listener) {
    try {
      updates += learner.update(memory.batch(), progress, listener);
    } catch (NonFiniteGradientException e) {
      throw e.learnedFrom(memory.drewFiniteObservations(), memory.drawn().hasFiniteRewards());
    }
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    return learner.greedyPolicy(rows);
  }

  @Override
  public Optional<ReturnEstimates> returnEstimates(int rows) {
    return Optional.of(
        new ReturnEstimates() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public float[] of(float[] observations, float[] actions) {
            return learner
                .networks()
                .estimates(observations, scale.fromEnvironment(actions, rows), rows);
          }
        });
  }

  @Override
  public boolean onPolicy() {
    return false;
  }

  @Override
  public boolean atRolloutBoundary() {
    return true;
  }

  @Override
  public ParameterLayout layout() {
    return learner.parameters().layout();
  }

  @Override
  public float[] parameters() {
    return learner.parameters().values();
  }

  @Override
  public Optional<PolicyLayers> policyLayers() {
    return Optional.of(learner.policyLayers());
  }

  @Override
  public void startFrom(float[] values) {
    learner.startFrom(values);
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    learner.drainMetrics(context.progress(steps), sink);
    sink.put("replay_size", memory.size());
    sink.put("updates", (double) updates);
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    updates = state.count(updates);
    trainedAt = state.of(trainedAt);
    learner.state(state);
    memory.state(state);
    noise.state(state);
    exploration.state(state);
  }

  @Override
  public StateSnapshot snapshot() {
    return memory.observations();
  }
}
