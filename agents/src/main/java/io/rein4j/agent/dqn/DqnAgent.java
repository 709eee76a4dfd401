package io.rein4j.agent.dqn;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.ReturnEstimates;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.agent.replay.ReplayMemory;
import io.rein4j.agent.replay.ReplaySchedule;
import io.rein4j.agent.replay.SequenceMemory;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Discrete;
import io.rein4j.env.VectorStep;
import io.rein4j.nn.Network;
import io.rein4j.nn.Sequential;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A deep Q-network (Mnih et al. 2015): action values learned from a replay memory towards a target
 * network, acted on ε-greedily.
 */
final class DqnAgent implements Agent {

  private static final float[] NO_VALUES = {};

  private final DqnSettings settings;
  private final ReplaySchedule schedule;
  private final AgentContext context;
  private final Discrete actions;
  private final @Nullable TdErrorClipper clipper;
  private final ValueHead head;
  final Network online;
  final Network target;
  final ReplayMemory memory;
  final QLearner learner;
  private final UpdatePath path;
  private final float[][] outputGradients = new float[1][];
  private final float[] chosen;
  private final Pcg64 exploration;
  private final BatchMetrics metrics = new BatchMetrics();

  private long steps;
  private long updates;
  private long trainedAt;

  DqnAgent(DqnSettings settings, AgentContext context) {
    Discrete discrete = DqnSettings.choices(context.actions());
    ReplaySchedule.requireWithinEpisodes(settings.nStep(), context);
    this.settings = settings;
    this.schedule = settings.schedule();
    this.context = context;
    this.actions = discrete;
    this.clipper = settings.tdClip() == null ? null : new TdErrorClipper(settings.tdClip());
    this.head = settings.head(discrete.n(), clipper);
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    Sequential layers = settings.layers(encoding, discrete.n(), head.outputsPerAction());
    this.online = Network.of(layers);
    this.target = Network.of(layers);
    online.initialize(context.streams().stream("weights"));
    moveTarget(1);
    QNetworks networks = new QNetworks(online, target, head, discrete.n(), settings.doubleQ());
    if (settings.network().recurrent()) {
      SequenceMemory sequences = settings.sequenceMemory(context, online.stateSize());
      this.memory = sequences;
      this.learner =
          new SequenceLearner(
              networks, context.environments(), sequences.batch(), context.streams());
    } else {
      TransitionMemory transitions = settings.transitionMemory(context);
      this.memory = transitions;
      this.learner =
          new TransitionLearner(
              networks, context.environments(), transitions.batch(), context.streams());
    }
    this.path =
        new UpdatePath(
            settings.updatePaths().get(0),
            context.diagnostics(),
            online.parameters(),
            online.parameters().layout().groups(),
            online);
    this.chosen = new float[context.environments()];
    this.exploration = context.streams().stream("exploration");
  }

  @Override
  public void act(float[] observations, float[] out) {
    act(observations, VectorStep.NO_MASKS, out);
  }

  @Override
  public void act(float[] observations, boolean[] masks, float[] out) {
    context.requireMasks(masks);
    int count = context.environments();
    memory.see(observations, masks, learner.states());
    learner.see(observations);
    double epsilon = epsilon();
    float[] values = epsilon < 1 ? head.values(learner.outputs(), count) : NO_VALUES;
    for (int env = 0; env < count; env++) {
      int index =
          exploration.nextDouble() < epsilon
              ? any(env, masks)
              : QNetworks.best(values, env, actions.n(), masks);
      chosen[env] = index;
      out[env] = index + actions.start();
    }
  }

  /** Draws an action among those that are allowed in an environment. */
  private int any(int env, boolean[] masks) {
    int n = actions.n();
    if (masks.length == 0) {
      return (int) exploration.integers(n);
    }
    int first = env * n;
    int allowed = 0;
    for (int i = first; i < first + n; i++) {
      allowed += masks[i] ? 1 : 0;
    }
    int left = (int) exploration.integers(allowed);
    int index = -1;
    while (left >= 0) {
      index++;
      left -= masks[first + index] ? 1 : 0;
    }
    return index;
  }

  private double epsilon() {
    return steps < settings.replay().warmup()
        ? 1
        : settings.exploration().at(context.progress(steps));
  }

  @Override
  public boolean observe(VectorStep step, UpdateListener listener) {
    memory.add(step, chosen);
    for (int env = 0; env < step.count(); env++) {
      if (step.terminated()[env] || step.truncated()[env]) {
        learner.forget(env);
      }
    }
    long before = steps;
    steps += step.count();
    if (ReplaySchedule.crosses(settings.targetUpdateInterval(), before, steps)) {
      moveTarget((float) settings.targetUpdateRate());
      path.objectiveChanges(OptimizerReset.At.TARGET);
    }
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
    learner.forget(env);
  }

  private void moveTarget(float rate) {
    target.parameters().follow(online.parameters(), rate);
  }

  /** Makes one update from what is drawn from the memory. */
  void learn(double progress, UpdateListener listener) {
    memory.draw(progress);
    update(progress, listener);
    memory.learned();
  }

  /** Makes one update from what was drawn last. */
  void update(double progress, UpdateListener listener) {
    outputGradients[0] = learner.outputGradient(metrics);
    try {
      path.update(memory.drawn().size(), outputGradients, progress, listener);
    } catch (NonFiniteGradientException e) {
      throw e.learnedFrom(memory.drewFiniteObservations(), memory.drawn().hasFiniteRewards());
    }
    if (path.awaitsRepetition()) {
      outputGradients[0] = learner.repeatedOutputGradient();
      path.repeat(outputGradients);
    }
    updates++;
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    QLearner.GreedyOutputs outputs = learner.greedyOutputs(rows);
    return new GreedyPolicy() {
      @Override
      public void act(float[] observations, float[] out) {
        act(observations, VectorStep.NO_MASKS, out);
      }

      @Override
      public void act(float[] observations, boolean[] masks, float[] out) {
        float[] values = head.values(outputs.of(observations), rows);
        for (int row = 0; row < rows; row++) {
          out[row] = QNetworks.best(values, row, actions.n(), masks) + actions.start();
        }
      }

      @Override
      public void startEpisode(int row) {
        outputs.startEpisode(row);
      }
    };
  }

  @Override
  public Optional<ReturnEstimates> returnEstimates(int rows) {
    QLearner.GreedyOutputs outputs = learner.greedyOutputs(rows);
    return Optional.of(
        new ReturnEstimates() {
          @Override
          public int size() {
            return actions.n();
          }

          @Override
          public float[] of(float[] observations, float[] taken) {
            return head.values(outputs.of(observations), rows);
          }

          @Override
          public void startEpisode(int row) {
            outputs.startEpisode(row);
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
    return online.parameters().layout();
  }

  @Override
  public float[] parameters() {
    return online.parameters().values();
  }

  @Override
  public Optional<PolicyLayers> policyLayers() {
    return Optional.of(
        new PolicyLayers(online.parameters(), online.layers(), head.valueLayers(), false, null));
  }

  @Override
  public void startFrom(float[] values) {
    path.startFrom(values);
    moveTarget(1);
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    metrics.drain(sink);
    if (clipper != null) {
      clipper.drain(sink);
    }
    path.drainDiagnostics(sink);
    sink.put("learning_rate", path.learningRate(context.progress(steps)));
    sink.put("exploration_rate", epsilon());
    sink.put("replay_size", memory.size());
    sink.put("updates", (double) updates);
  }

  @Override
  public List<String> advice() {
    return path.advice();
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.count(steps);
    updates = state.count(updates);
    trainedAt = state.of(trainedAt);
    path.state(state);
    state.of(target.parameters().values());
    if (state.isReading()) {
      target.parameters().changed();
    }
    memory.state(state);
    learner.state(state);
    exploration.state(state);
    metrics.state(state);
    if (clipper != null) {
      clipper.state(state);
    }
  }

  @Override
  public StateSnapshot snapshot() {
    return memory.observations();
  }
}
