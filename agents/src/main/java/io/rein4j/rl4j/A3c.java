package io.rein4j.rl4j;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.dl4j.DenseLayers;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.rl4j.learning.async.AsyncThread;
import org.deeplearning4j.rl4j.learning.async.a3c.discrete.A3CDiscrete;
import org.deeplearning4j.rl4j.learning.configuration.A3CLearningConfiguration;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.network.ac.ActorCriticCompGraph;
import org.deeplearning4j.rl4j.network.ac.ActorCriticLoss;
import org.deeplearning4j.rl4j.network.ac.IActorCritic;
import org.deeplearning4j.rl4j.space.DiscreteSpace;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * RL4J's asynchronous advantage actor-critic, with an actor and a critic that have nothing in
 * common; to DL4J they are one graph, so that clipping sees the whole gradient.
 */
// RL4J's own networks are deprecated, and its learners take no others.
@SuppressWarnings("deprecation")
final class A3c implements Algorithm {

  private static final String ACTOR = "actor";
  private static final String CRITIC = "critic";
  private static final String OBSERVATION = "observation";
  private static final double ACTOR_GAIN = 0.01;
  private static final double CRITIC_GAIN = 1;

  private final Rl4jA3cSettings settings;
  private final AgentContext context;
  private final Parameters parameters;
  private final Network actor;
  private final Network critic;

  A3c(Rl4jA3cSettings settings, AgentContext context) {
    this.settings = settings;
    this.context = context;
    NetworkSettings network = settings.network();
    List<Integer> inputs = ObservationEncoding.of(context.observations()).inputShape();
    int outputs = Rl4jLearner.discrete(context.actions()).n();
    Sequential acting = network.network(ACTOR, inputs, outputs, ACTOR_GAIN);
    Sequential valuing = network.forValues().network(CRITIC, inputs, 1, CRITIC_GAIN);
    ParameterLayout.Builder layout = ParameterLayout.builder();
    acting.declare(layout);
    valuing.declare(layout);
    this.parameters = new Parameters(layout.build());
    this.actor = new Network(parameters, acting);
    this.critic = new Network(parameters, valuing);
    DenseLayers.of(actor);
    DenseLayers.of(critic);
    Pcg64 random = context.streams().stream("weights");
    actor.initialize(random);
    critic.initialize(random);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Network policy() {
    return actor;
  }

  @Override
  public ComputationGraph dl4jNetwork(IUpdater updater) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder().updater(updater).graphBuilder().addInputs(OBSERVATION);
    String policy =
        add(
            graph,
            actor,
            last -> DenseLayers.output(last, new ActorCriticLoss(), Activation.SOFTMAX));
    String value =
        add(graph, critic, last -> DenseLayers.output(last, new LossMSE(), Activation.IDENTITY));
    ComputationGraph network = new ComputationGraph(graph.setOutputs(value, policy).build());
    network.init();
    for (DenseModel layer : layers()) {
      DenseLayers.write(network, layer.name(), layer);
    }
    return network;
  }

  /** Adds a network, and returns the name of its last layer. */
  private static String add(
      ComputationGraphConfiguration.GraphBuilder graph, Network network, Last last) {
    String input = OBSERVATION;
    List<DenseModel> dense = DenseLayers.of(network);
    for (DenseModel layer : dense.subList(0, dense.size() - 1)) {
      graph.addLayer(layer.name(), DenseLayers.hidden(layer), input);
      input = layer.name();
    }
    DenseModel end = dense.get(dense.size() - 1);
    graph.addLayer(end.name(), last.of(end), input);
    return end.name();
  }

  /** A way to make the last layer. */
  private interface Last {
    OutputLayer of(DenseModel layer);
  }

  private List<DenseModel> layers() {
    List<DenseModel> layers = new ArrayList<>(DenseLayers.of(actor));
    layers.addAll(DenseLayers.of(critic));
    return layers;
  }

  @Override
  public void readParameters(Model network) {
    for (DenseModel layer : layers()) {
      DenseLayers.read(network, layer.name(), layer.name(), parameters);
    }
  }

  @Override
  public void train(Model network, LockstepEnvironments environments) {
    long seed = context.streams().seed("rl4j");
    Threads learner =
        new Threads(
            environments,
            environments.mdp(seed),
            new ActorCriticCompGraph((ComputationGraph) network),
            A3CLearningConfiguration.builder()
                .seed(seed)
                .maxStep(Integer.MAX_VALUE)
                .maxEpochStep(Integer.MAX_VALUE)
                .numThreads(context.environments())
                .nStep(settings.rolloutSteps())
                .rewardFactor(1.0)
                .gamma(settings.gamma())
                .build());
    learner.addListener(environments.end());
    learner.train();
    learner.throwFailure();
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    // RL4J tells no figure of this algorithm's.
  }

  /** RL4J's learner, whose threads are waited for instead of looked at every now and then. */
  // RL4J overrides methods with types left out.
  @SuppressWarnings("unchecked")
  private static final class Threads extends A3CDiscrete<FloatObservation> {

    private final LockstepEnvironments environments;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Throwable failure;

    Threads(
        LockstepEnvironments environments,
        MDP<FloatObservation, Integer, DiscreteSpace> mdp,
        IActorCritic<?> network,
        A3CLearningConfiguration configuration) {
      super(mdp, network, configuration);
      this.environments = environments;
    }

    // RL4J names its threads without their types.
    @SuppressWarnings("rawtypes")
    @Override
    protected AsyncThread newThread(int i, int deviceNum) {
      AsyncThread thread = super.newThread(i, deviceNum);
      thread.setUncaughtExceptionHandler((dead, cause) -> failed(cause));
      threads.add(thread);
      return thread;
    }

    private synchronized void failed(Throwable cause) {
      if (failure == null) {
        failure = cause;
      }
      environments.abandon();
    }

    @Override
    protected void monitorTraining() {
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
            failed(new IllegalStateException("The training was interrupted.", e));
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    synchronized void throwFailure() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
