package io.rein4j.rl4j;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.RunningMeans;
import io.rein4j.dl4j.DenseLayers;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.schedule.Linear;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.rl4j.learning.configuration.QLearningConfiguration;
import org.deeplearning4j.rl4j.learning.sync.qlearning.discrete.QLearningDiscreteDense;
import org.deeplearning4j.rl4j.network.dqn.DQN;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** RL4J's double DQN. */
// RL4J's own networks are deprecated, and its learners take no others.
@SuppressWarnings("deprecation")
final class DoubleDqn implements Algorithm {

  private static final String GROUP = "q";

  private final Rl4jDoubleDqnSettings settings;
  private final AgentContext context;
  private final Parameters parameters;
  private final Network values;
  private final RunningMeans loss = new RunningMeans("loss");

  DoubleDqn(Rl4jDoubleDqnSettings settings, AgentContext context) {
    if (context.environments() != 1) {
      throw new IllegalArgumentException(
          "RL4J's double DQN acts in one environment, but their 'count' is %s."
              .formatted(context.environments()));
    }
    this.settings = settings;
    this.context = context;
    NetworkSettings network = settings.network();
    List<Integer> inputs = ObservationEncoding.of(context.observations()).inputShape();
    int outputs = Rl4jLearner.discrete(context.actions()).n();
    this.values = Network.of(network.network(GROUP, inputs, outputs, 1));
    this.parameters = values.parameters();
    DenseLayers.of(values);
    values.initialize(context.streams().stream("weights"));
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Network policy() {
    return values;
  }

  @Override
  public MultiLayerNetwork dl4jNetwork(IUpdater updater) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().updater(updater).list();
    List<DenseModel> dense = DenseLayers.of(values);
    for (DenseModel layer : dense.subList(0, dense.size() - 1)) {
      layers.layer(DenseLayers.hidden(layer));
    }
    layers.layer(
        DenseLayers.output(dense.get(dense.size() - 1), new LossMSE(), Activation.IDENTITY));
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    for (int i = 0; i < dense.size(); i++) {
      DenseLayers.write(network, "" + i, dense.get(i));
    }
    return network;
  }

  @Override
  public void readParameters(Model network) {
    List<DenseModel> dense = DenseLayers.of(values);
    for (int i = 0; i < dense.size(); i++) {
      DenseLayers.read(network, "" + i, dense.get(i).name(), parameters);
    }
  }

  @Override
  public void train(Model network, LockstepEnvironments environments) {
    MultiLayerNetwork trained = (MultiLayerNetwork) network;
    trained.addListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            loss.add(0, model.score());
          }
        });
    long seed = context.streams().seed("rl4j");
    QLearningDiscreteDense<FloatObservation> learner =
        new QLearningDiscreteDense<>(environments.mdp(seed), new DQN(trained), configuration(seed));
    learner.addListener(environments.end());
    learner.train();
  }

  private QLearningConfiguration configuration(long seed) {
    return QLearningConfiguration.builder()
        .seed(seed)
        .maxStep(Integer.MAX_VALUE)
        .maxEpochStep(Integer.MAX_VALUE)
        .expRepMaxSize(settings.replayCapacity())
        .batchSize(settings.batchSize())
        .targetDqnUpdateFreq(settings.targetUpdateInterval())
        .updateStart(0)
        .rewardFactor(1)
        .gamma(settings.gamma())
        .errorClamp(settings.errorClamp() == null ? Double.NaN : settings.errorClamp())
        .minEpsilon(settings.exploration().at(1))
        .epsilonNbStep(stepsToNoExploration())
        .doubleDQN(true)
        .build();
  }

  /** Returns after how many steps RL4J's ε, which falls from 1, would be 0 if it fell on. */
  private int stepsToNoExploration() {
    if (settings.exploration() instanceof Linear line && line.to() < 1) {
      double steps = line.until() * context.totalSteps() / (1 - line.to());
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(steps)));
    }
    return 1;
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    loss.drain(sink);
  }
}
