package io.rein4j.agent.pg;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.agent.ReturnEstimates;
import io.rein4j.agent.RunningMeans;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.VectorStep;
import io.rein4j.math.VectorMath;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent that acts by a policy, collects rollouts with it, and learns from each once it is
 * complete, in the way that its {@link Learning} is.
 */
final class PolicyGradientAgent implements Agent {

  private final AgentContext context;
  private final int observationSize;
  private final ActorCritic model;
  private final Learning learning;
  private final Rollout rollout;
  private final float[] finalObservation;
  private final Pcg64 exploration;
  private final RunningMeans explainedVariance = new RunningMeans("explained_variance");

  private long steps;
  private long updates;

  /** Whether the final observations whose values the present rollout holds were finite. */
  private boolean finalsFinite = true;

  PolicyGradientAgent(AgentContext context, ActorCritic model, Learning learning) {
    this.context = context;
    this.observationSize = context.observations().size();
    this.model = model;
    this.learning = learning;
    this.rollout =
        learning.rollout(
            context.environments(), observationSize, model.policy.actionSize(), context.maskSize());
    model.sequences(context.environments()).ifPresent(rollout::learnFrom);
    this.finalObservation = new float[observationSize];
    this.exploration = context.streams().stream("exploration");
  }

  @Override
  public void act(float[] observations, float[] actions) {
    act(observations, VectorStep.NO_MASKS, actions);
  }

  @Override
  public void act(float[] observations, boolean[] masks, float[] actions) {
    context.requireMasks(masks);
    rollout.observe(observations, masks);
    model.act(observations, masks, rollout, exploration, actions);
  }

  @Override
  public boolean observe(VectorStep step, UpdateListener listener) {
    for (int env = 0; env < step.count(); env++) {
      boolean terminated = step.terminated()[env];
      boolean truncated = step.truncated()[env];
      float finalValue = truncated && !terminated ? finalValue(env, step.finalObservations()) : 0;
      rollout.setOutcome(env, step.rewards()[env], terminated || truncated, finalValue);
      if (terminated || truncated) {
        model.endEpisode(env);
      }
    }
    rollout.advance();
    steps += step.count();
    if (!learning.isComplete(rollout)) {
      return false;
    }
    learning.estimate(rollout, model.valuesAhead(step.observations(), 0, step.count()));
    explainedVariance.add(0, rollout.explainedVariance());
    model.startRollout();
    try {
      updates += learning.learn(rollout, context.progress(steps), listener);
    } catch (NonFiniteGradientException e) {
      throw e.learnedFrom(hasFiniteObservations(step), rollout.hasFiniteRewards());
    }
    rollout.clear();
    finalsFinite = true;
    return true;
  }

  /** Returns whether what was learned from was finite, with what its returns end in. */
  private boolean hasFiniteObservations(VectorStep last) {
    return finalsFinite
        && rollout.hasFiniteObservations()
        && VectorMath.allFinite(last.observations(), last.count() * observationSize);
  }

  private float finalValue(int env, float[] observations) {
    System.arraycopy(observations, env * observationSize, finalObservation, 0, observationSize);
    finalsFinite &= VectorMath.allFinite(finalObservation, observationSize);
    return model.valuesAhead(finalObservation, env, 1)[0];
  }

  @Override
  public void cut(int env, float[] observations) {
    if (!rollout.isEmpty()) {
      rollout.cut(env, finalValue(env, observations));
    }
    model.endEpisode(env);
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    return model.greedyPolicy(rows);
  }

  @Override
  public Optional<ReturnEstimates> returnEstimates(int rows) {
    return model.returnEstimates(rows);
  }

  @Override
  public boolean onPolicy() {
    return true;
  }

  @Override
  public boolean atRolloutBoundary() {
    return rollout.isEmpty();
  }

  @Override
  public ParameterLayout layout() {
    return model.parameters.layout();
  }

  @Override
  public float[] parameters() {
    return model.parameters.values();
  }

  @Override
  public Optional<PolicyLayers> policyLayers() {
    return Optional.of(model.policyLayers());
  }

  /** Returns the policy and its value function. */
  ActorCritic model() {
    return model;
  }

  /** Returns the way it learns. */
  Learning learning() {
    return learning;
  }

  /** Returns what was collected since the last updates. */
  Rollout rollout() {
    return rollout;
  }

  @Override
  public void startFrom(float[] values) {
    model.startFrom(values);
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    double progress = context.progress(steps);
    learning.drainMetrics(progress, sink);
    explainedVariance.drain(sink);
    model.drainDiagnostics(sink);
    model.putLearningRates(progress, sink);
    sink.put("updates", (double) updates);
  }

  @Override
  public List<String> advice() {
    List<String> advice = new ArrayList<>(model.advice());
    advice.addAll(learning.advice());
    return advice;
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    updates = state.count(updates);
    model.state(state);
    rollout.state(state);
    exploration.state(state);
    learning.state(state);
    explainedVariance.state(state);
  }
}
