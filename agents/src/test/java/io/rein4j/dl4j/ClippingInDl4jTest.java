package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.clip.AdaptiveUnitwise;
import io.rein4j.clip.AutoClip;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.PerParameterNorm;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.clip.Value;
import io.rein4j.clip.ZClip;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The stage inside DL4J's training: by an updater and by a listener. */
class ClippingInDl4jTest {

  private static final double THRESHOLD = 0.1;
  private static final ClippingSettings CLIPPING = ClippingSettings.of(new GlobalNorm(THRESHOLD));
  private static final ClippingSettings NEVER = ClippingSettings.of(new GlobalNorm(1e9));

  @Test
  void foreignGradient_underDl4jsClipping_isNotClipped_underOursIs() {
    MultiLayerNetwork computing = Networks.network(new Sgd(1));
    DataSet data = Networks.data(1);
    double unclipped =
        Networks.step(computing, () -> Networks.applyForeign(computing.clone(), computing, data));

    MultiLayerNetwork dl4j =
        Networks.dl4jClipped(new Sgd(1), GradientNormalization.ClipL2PerLayer, THRESHOLD);
    MultiLayerNetwork ours = Networks.network(Clipped.of(new Sgd(1), CLIPPING));
    NetworkClipping clipping = NetworkClipping.of(ours);

    assertThat(unclipped).isGreaterThan(10);
    assertThat(Networks.step(dl4j, () -> Networks.applyForeign(dl4j.clone(), dl4j, data)))
        .as("DL4J's ClipL2PerLayer leaves the gradient of another network as it is")
        .isEqualTo(unclipped);
    assertThat(Networks.step(ours, () -> Networks.applyForeign(ours.clone(), ours, data)))
        .isCloseTo(THRESHOLD, within(THRESHOLD * 1e-5));
    assertThat(clipping.statistics().whole().clippedUpdates()).isEqualTo(1);
    assertThat(clipping.statistics().whole().gradNormPreMean())
        .isCloseTo(unclipped, within(unclipped * 1e-5));
  }

  @Test
  void fit_clippedByEither_movesByTheThresholdOverTheWholeNetwork() {
    MultiLayerNetwork byUpdater = Networks.network(Clipped.of(new Sgd(1), CLIPPING));
    NetworkClipping.of(byUpdater);
    MultiLayerNetwork byListener = Networks.network(new Sgd(1));
    byListener.addListeners(new ClippingListener(CLIPPING));

    for (MultiLayerNetwork network : List.of(byUpdater, byListener)) {
      assertThat(Networks.step(network, () -> network.fit(Networks.data(1))))
          .isCloseTo(THRESHOLD, within(THRESHOLD * 1e-5));
    }
  }

  @Test
  void of_networkWithAListener_isTheListeners() {
    MultiLayerNetwork network = Networks.network(new Sgd(1));
    network.addListeners(new ClippingListener(CLIPPING));
    NetworkClipping clipping = NetworkClipping.of(network);
    network.fit(Networks.data(1));
    assertThat(clipping.statistics().whole().clippedUpdates()).isEqualTo(1);
    assertThat(NetworkClipping.of(network).statistics().whole().clippedUpdates()).isEqualTo(1);
  }

  @Test
  void fit_notClipped_isBitForBitDl4jsOwn() {
    MultiLayerNetwork plain = Networks.network(new Adam(1e-3));
    MultiLayerNetwork byUpdater = Networks.network(Clipped.of(new Adam(1e-3), NEVER));
    NetworkClipping.of(byUpdater);
    MultiLayerNetwork byListener = Networks.network(new Adam(1e-3));
    byListener.addListeners(new ClippingListener(NEVER));

    for (MultiLayerNetwork network : List.of(plain, byUpdater, byListener)) {
      for (int i = 0; i < 5; i++) {
        network.fit(Networks.data(i));
      }
    }

    assertThat(Networks.parameters(byUpdater)).isEqualTo(Networks.parameters(plain));
    assertThat(Networks.parameters(byListener)).isEqualTo(Networks.parameters(plain));
  }

  @Test
  void l2_beforeTheUpdater_isWithinTheThreshold_behindTheListener_isNot() {
    double l2 = 1000;
    MultiLayerNetwork byUpdater =
        Networks.network(Networks.configuration(Clipped.of(new Sgd(1), CLIPPING)).l2(l2));
    NetworkClipping clipping = NetworkClipping.of(byUpdater);
    MultiLayerNetwork byListener = Networks.network(Networks.configuration(new Sgd(1)).l2(l2));
    ClippingListener listener = new ClippingListener(CLIPPING);
    byListener.addListeners(listener);
    double weights =
        Math.hypot(
            byListener.getParam("0_W").norm2Number().doubleValue(),
            byListener.getParam("1_W").norm2Number().doubleValue());

    double stepByUpdater = Networks.step(byUpdater, () -> byUpdater.fit(Networks.data(1)));
    double stepByListener = Networks.step(byListener, () -> byListener.fit(Networks.data(1)));

    assertThat(stepByUpdater).isCloseTo(THRESHOLD, within(THRESHOLD * 1e-5));
    assertThat(clipping.statistics().whole().gradNormPreMean()).isGreaterThan(l2 * weights / 2);
    assertThat(stepByListener).isCloseTo(l2 * weights, within(2 * THRESHOLD));
    assertThat(listener.of(byListener).statistics().whole().gradNormPreMean()).isLessThan(500);
  }

  @Test
  void minibatch_ofTwiceTheSameExamples_hasTheSameNorm() {
    for (int copies = 1; copies <= 2; copies++) {
      List<DataSet> parts = new ArrayList<>();
      for (int i = 0; i < copies; i++) {
        parts.add(Networks.data(1));
      }
      MultiLayerNetwork byListener = Networks.network(new Sgd(0));
      ClippingListener listener = new ClippingListener(NEVER);
      byListener.addListeners(listener);
      MultiLayerNetwork byUpdater = Networks.network(Clipped.of(new Sgd(0), NEVER));
      NetworkClipping clipping = NetworkClipping.of(byUpdater);

      byListener.fit(DataSet.merge(parts));
      byUpdater.fit(DataSet.merge(parts));

      double norm = clipping.statistics().whole().gradNormPreMean();
      assertThat(norm).isCloseTo(meanGradientNorm(), within(norm * 1e-5));
      assertThat(listener.of(byListener).statistics().whole().gradNormPreMean())
          .isCloseTo(norm, within(norm * 1e-5));
    }
  }

  private static double meanGradientNorm() {
    MultiLayerNetwork network = Networks.network(new Sgd(1));
    return Networks.step(network, () -> network.fit(Networks.data(1)));
  }

  @Test
  void listener_withBatchNormalisationAndTwoLearningRates_clipsTrainedParametersOnly() {
    ComputationGraph graph = graph(new Sgd(1), new Sgd(0.5));
    ClippingListener listener = new ClippingListener(CLIPPING);
    graph.addListeners(listener);
    NetworkClipping clipping = listener.of(graph);
    DataSet data = Networks.data(1);
    INDArray meanBefore = graph.getLayer("norm").getParam("mean").dup();

    graph.fit(data);

    assertThat(clipping.layouts().get(0).groups()).containsExactly("first", "norm", "last");
    assertThat(clipping.layouts().get(0).blocks())
        .extracting(block -> block.name())
        .doesNotContain("norm/mean", "norm/var");
    assertThat(clipping.statistics().whole().clippedFraction()).isEqualTo(1);
    assertThat(clipping.statistics().whole().gradNormPostMean())
        .isCloseTo(THRESHOLD, within(THRESHOLD * 1e-6));
    assertThat(graph.getLayer("norm").getParam("mean").sub(meanBefore).norm2Number().doubleValue())
        .as("running means move by their own rule")
        .isGreaterThan(THRESHOLD / 2);
    assertThat(clipping.statistics().group(0).gradNormPostMean()).isLessThan(THRESHOLD);
  }

  private static ComputationGraph graph(
      org.nd4j.linalg.learning.config.IUpdater updater,
      org.nd4j.linalg.learning.config.IUpdater last) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", new DenseLayer.Builder().nIn(3).nOut(5).build(), "in")
                .addVertex("both", new MergeVertex(), "first", "in")
                .addLayer("norm", new BatchNormalization.Builder().nIn(8).nOut(8).build(), "both")
                .addLayer(
                    "last",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                        .nIn(8)
                        .nOut(2)
                        .updater(last)
                        .build(),
                    "norm")
                .setOutputs("last")
                .setInputTypes(InputType.feedForward(3))
                .build());
    graph.init();
    return graph;
  }

  @Test
  void severalBlocks_ofARuleOnTheWholeGradient_areRefusedByName() {
    Clipped clipped = Clipped.of(new Sgd(1), CLIPPING);
    ComputationGraph graph = graph(clipped, Clipped.of(new Sgd(0.5), CLIPPING));

    assertThatThrownBy(() -> NetworkClipping.of(graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GlobalNorm")
        .hasMessageContaining("[first/W, first/b, norm/gamma, norm/beta], [last/W, last/b]")
        .hasMessageContaining("ClippingListener");
  }

  @Test
  void severalBlocks_ofALocalRule_areClippedEach() {
    ClippingSettings local =
        new ClippingSettings(List.of(new PerParameterNorm(THRESHOLD)), NonFinitePolicy.ZERO, 0);
    ComputationGraph graph = graph(Clipped.of(new Sgd(1), local), Clipped.of(new Sgd(0.5), local));
    NetworkClipping clipping = NetworkClipping.of(graph);

    graph.fit(Networks.data(1));

    assertThat(clipping.layouts()).hasSize(2);
    assertThat(clipping.statistics(1).whole().gradNormPostMean())
        .isCloseTo(Math.sqrt(2) * THRESHOLD, within(1e-6));
    assertThatThrownBy(clipping::statistics).hasMessageContaining("statistics(block)");
    assertThatThrownBy(
            () ->
                NetworkClipping.of(
                    graph(
                        Clipped.of(new Sgd(1), ClippingSettings.of(new PerParameterNorm(1))),
                        new Sgd(1))))
        .hasMessageContaining("'skip'");
  }

  @Test
  void nonFinite_skipped_leavesParametersAndMomentsAsTheyAre() {
    MultiLayerNetwork byUpdater = Networks.network(Clipped.of(new Adam(0.1), CLIPPING));
    NetworkClipping ofUpdater = NetworkClipping.of(byUpdater);
    MultiLayerNetwork byListener = Networks.network(new Adam(0.1));
    ClippingListener listener = new ClippingListener(CLIPPING);
    byListener.addListeners(listener);
    NetworkClipping ofListener = listener.of(byListener);

    for (MultiLayerNetwork network : List.of(byUpdater, byListener)) {
      network.fit(Networks.data(1));
      List<Float> before = Networks.parameters(network);
      INDArray moments = network.getUpdater().getStateViewArray().dup();
      network.fit(Networks.poisoned(2));
      assertThat(Networks.parameters(network)).isEqualTo(before);
      assertThat(network.getUpdater().getStateViewArray()).isEqualTo(moments);
      network.fit(Networks.data(3));
      assertThat(Networks.parameters(network)).isNotEqualTo(before).doesNotContain(Float.NaN);
    }
    for (NetworkClipping clipping : List.of(ofUpdater, ofListener)) {
      assertThat(clipping.statistics().updates()).isEqualTo(3);
      assertThat(clipping.statistics().skippedUpdates()).isEqualTo(1);
    }
  }

  @Test
  void nonFinite_toFail_throwsBeforeAnythingChanges() {
    ClippingSettings fail = new ClippingSettings(List.of(), NonFinitePolicy.FAIL, 0);
    MultiLayerNetwork network = Networks.network(Clipped.of(new Adam(0.1), fail));
    NetworkClipping.of(network);
    List<Float> before = Networks.parameters(network);

    assertThatThrownBy(() -> network.fit(Networks.poisoned(1)))
        .isInstanceOf(NonFiniteGradientException.class);
    assertThat(Networks.parameters(network)).isEqualTo(before);
  }

  @Test
  void clone_refusesToTrainUnclipped_untilAttached() throws Exception {
    Clipped clipped = Clipped.of(new Sgd(1e-3), ClippingSettings.of(new AutoClip(50)));
    MultiLayerNetwork network = Networks.network(clipped);
    NetworkClipping original = NetworkClipping.of(network);
    network.fit(Networks.data(1));
    network.fit(Networks.data(2));
    MultiLayerNetwork clone = network.clone();

    assertThatThrownBy(() -> clone.fit(Networks.data(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NetworkClipping.of(network)");
    NetworkClipping ofClone = NetworkClipping.of(clone);
    ofClone.copyStateOf(original);
    network.fit(Networks.data(3));
    clone.fit(Networks.data(3));

    assertThat(Networks.parameters(clone)).isEqualTo(Networks.parameters(network));
    assertThat(NetworkClipping.of(clone).statistics().updates()).isEqualTo(3);
    clone.fit(Networks.data(4));
    assertThat(original.statistics().updates()).as("statistics are per network").isEqualTo(3);
  }

  @Test
  void modelFile_withItsEntry_goesOnAsIfNothingHadHappened(@TempDir Path folder) throws Exception {
    Clipped clipped = Clipped.of(new Adam(1e-2), ClippingSettings.of(new AutoClip(50)));
    MultiLayerNetwork network = Networks.network(clipped);
    NetworkClipping clipping = NetworkClipping.of(network);
    for (int i = 0; i < 4; i++) {
      network.fit(Networks.data(i));
    }
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    clipping.save(file);

    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    NetworkClipping again = NetworkClipping.of(restored);
    again.restore(file);
    network.fit(Networks.data(9));
    restored.fit(Networks.data(9));

    assertThat(Networks.parameters(restored)).isEqualTo(Networks.parameters(network));
    assertThat(again.statistics().updates()).isEqualTo(5);
    Path bare = folder.resolve("bare.zip");
    ModelSerializer.writeModel(network, bare.toFile(), true);
    assertThatThrownBy(() -> again.restore(bare)).hasMessageContaining("no clipping state");
  }

  @Test
  void configuration_throughJsonAndJavasSerialisation_isEqual() throws Exception {
    Clipped clipped =
        Clipped.of(
            new Adam(1e-3),
            new ClippingSettings(
                List.of(
                    new GlobalNorm(
                        new Linear(5, 1, 0.5), Double.POSITIVE_INFINITY, null, List.of()),
                    ZClip.DEFAULTS,
                    new AdaptiveUnitwise(0.01),
                    new Value(null, -1.0, 2.0, List.of("first"))),
                NonFinitePolicy.ZERO,
                3),
            1000);
    MultiLayerConfiguration configuration = Networks.network(clipped).getLayerWiseConfigurations();

    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(clipped);
    }
    Object copy;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      copy = in.readObject();
    }

    assertThat(read).isEqualTo(configuration);
    assertThat(read.getConf(0).getLayer().getUpdaterByParam("W")).isEqualTo(clipped);
    assertThat(copy).isEqualTo(clipped);
  }

  @Test
  void schedule_overTheTotalIterations_runs() {
    Schedule falling = new Linear(1, 0.1, 1);
    ClippingSettings settings = ClippingSettings.of(new GlobalNorm(falling, 2, null, List.of()));
    MultiLayerNetwork network = Networks.network(Clipped.of(new Sgd(1), settings, 2));
    NetworkClipping.of(network);

    assertThat(Networks.step(network, () -> network.fit(Networks.data(1))))
        .isCloseTo(1, within(1e-4));
    assertThat(Networks.step(network, () -> network.fit(Networks.data(1))))
        .isCloseTo(0.55, within(1e-4));
    assertThat(Networks.step(network, () -> network.fit(Networks.data(1))))
        .isCloseTo(0.1, within(1e-4));
  }

  @Test
  void layer_asTheOnlyGroupOfARule_isClippedAlone() {
    ClippingRule last = new GlobalNorm(Schedule.constant(THRESHOLD), 2, null, List.of("last"));
    MultiLayerNetwork plain = Networks.network(new Sgd(1));
    MultiLayerNetwork network = Networks.network(new Sgd(1));
    network.addListeners(new ClippingListener(ClippingSettings.of(last)));
    INDArray before = network.params().dup();

    plain.fit(Networks.data(1));
    network.fit(Networks.data(1));

    assertThat(network.getParam("0_W")).isEqualTo(plain.getParam("0_W"));
    assertThat(network.params().sub(before).norm2Number().doubleValue()).isGreaterThan(1);
    assertThat(
            Networks.parameters(network)
                .subList(20, 32)
                .equals(Networks.parameters(plain).subList(20, 32)))
        .isFalse();
  }

  @Test
  void unitwise_onDl4jsWeights_limitsEveryOutputsColumn() {
    double ratio = 1e-3;
    MultiLayerNetwork network =
        Networks.network(Clipped.of(new Sgd(1), ClippingSettings.of(new AdaptiveUnitwise(ratio))));
    NetworkClipping.of(network);
    INDArray before = network.getParam("0_W").dup();

    network.fit(Networks.data(1));

    INDArray step = network.getParam("0_W").sub(before);
    for (int unit = 0; unit < 5; unit++) {
      double limit = ratio * before.getColumn(unit).norm2Number().doubleValue();
      assertThat(step.getColumn(unit).norm2Number().doubleValue())
          .isCloseTo(limit, within(limit * 1e-3));
    }
  }

  @Test
  void settings_thatCannotWork_areRefusedBySentences() {
    assertThatThrownBy(() -> NetworkClipping.of(Networks.network(new Sgd(1))))
        .hasMessageContaining("No updater of this network is Clipped");
    assertThatThrownBy(() -> Clipped.of(Clipped.of(new Sgd(1), NEVER), NEVER))
        .hasMessageContaining("Clipped already");
    assertThatThrownBy(
            () ->
                NetworkClipping.of(
                    Networks.network(
                        Clipped.of(new Sgd(1), ClippingSettings.of(new PerSampleNorm(1))))))
        .hasMessageContaining("rules on samples");
    assertThatThrownBy(
            () -> new ClippingListener(NEVER).of(Networks.network(Clipped.of(new Sgd(1), NEVER))))
        .hasMessageContaining("twice");
  }
}
