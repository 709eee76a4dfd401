package io.rein4j.dl4j;

import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.Granularity;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.state.State;
import io.rein4j.state.StateBytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * The clipping of one DL4J network: its statistics while it trains, and its state.
 *
 * <p>There is one stage for the whole network, unless its parameters form several updater blocks
 * that are {@link Clipped} each; then there is one for each block, and only rules that do not reach
 * beyond a block can be used.
 */
public final class NetworkClipping {

  /** The name of the entry of a model file that holds the state. */
  private static final String ENTRY = "/rein4j-clipping.bin";

  private static final int VERSION = 2;

  private final List<NetworkStage> stages;

  NetworkClipping(List<NetworkStage> stages) {
    this.stages = List.copyOf(stages);
  }

  /**
   * Attaches the {@link Clipped} updaters of a network to it, or finds what was attached before, a
   * {@link ClippingListener} included.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @return its clipping
   * @throws IllegalArgumentException if no updater of the network is Clipped and it has no
   *     ClippingListener, or a rule needs more of the gradient than DL4J shows an updater at once
   */
  public static NetworkClipping of(Model network) {
    for (TrainingListener listener : listeners(network)) {
      if (listener instanceof ClippingListener clipping) {
        return clipping.of(network);
      }
    }
    List<UpdaterBlock> blocks = NetworkLayout.trainedBlocks(network);
    List<UpdaterBlock> clipped =
        blocks.stream().filter(block -> updater(block) instanceof ClippedUpdater).toList();
    if (clipped.isEmpty()) {
      throw new IllegalArgumentException(
          "No updater of this network is Clipped: give its configuration"
              + " .updater(Clipped.of(updater, clipping)), or train it with a ClippingListener.");
    }
    List<NetworkStage> stages = new ArrayList<>();
    for (UpdaterBlock block : clipped) {
      ClippedUpdater updater = (ClippedUpdater) updater(block);
      NetworkStage stage = updater.stage();
      if (stage == null) {
        ClippingSettings settings = updater.getConfig().clipping();
        if (blocks.size() > 1) {
          requireLocal(settings, blocks);
        }
        stage = new NetworkStage(network, NetworkLayout.of(block), settings);
        updater.attach(stage);
      }
      stages.add(stage);
    }
    return new NetworkClipping(stages);
  }

  private static Collection<TrainingListener> listeners(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getListeners()
        : ((MultiLayerNetwork) network).getListeners();
  }

  private static GradientUpdater<?> updater(UpdaterBlock block) {
    return block.getGradientUpdater();
  }

  /** Refuses what would need the gradients of blocks that DL4J has not yet come to. */
  private static void requireLocal(ClippingSettings settings, List<UpdaterBlock> blocks) {
    List<List<ParameterLayout.Block>> parts =
        blocks.stream().map(block -> NetworkLayout.of(block).layout().blocks()).toList();
    for (ClippingRule rule : settings.rules()) {
      if (rule.granularity() == Granularity.GRADIENT
          || !rule.groups().isEmpty()
          || (rule.granularity() == Granularity.LAYER && layersAreSplit(parts))) {
        throw needsWhole("the rule " + rule, parts);
      }
    }
    if (settings.nonFinite() == NonFinitePolicy.SKIP
        || settings.nonFinite() == NonFinitePolicy.FAIL) {
      throw needsWhole(
          "to drop an update that is not finite ('%s')"
              .formatted(settings.nonFinite() == NonFinitePolicy.SKIP ? "skip" : "fail"),
          parts);
    }
  }

  private static boolean layersAreSplit(List<List<ParameterLayout.Block>> parts) {
    Set<String> seen = new HashSet<>();
    return parts.stream()
        .map(part -> part.stream().map(ParameterLayout.Block::layer).collect(Collectors.toSet()))
        .flatMap(Set::stream)
        .anyMatch(layer -> !seen.add(layer));
  }

  private static IllegalArgumentException needsWhole(
      String what, List<List<ParameterLayout.Block>> parts) {
    String blocks =
        parts.stream()
            .map(
                part ->
                    part.stream()
                        .map(ParameterLayout.Block::name)
                        .collect(Collectors.joining(", ", "[", "]")))
            .collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "DL4J shows an updater one block of parameters after the other, and changes the first before"
            + " the gradient of the next is seen; but %s takes the whole gradient, and this network's"
                .formatted(what)
            + " parameters form %s blocks: %s. Train it with fit and a ClippingListener, or give all"
                .formatted(parts.size(), blocks)
            + " layers the same updater.");
  }

  /**
   * {@return how the gradients of each stage lie, in order; one, unless there are several blocks}
   */
  public List<ParameterLayout> layouts() {
    return stages.stream().map(NetworkStage::layout).toList();
  }

  /**
   * {@return what clipping did so far, as a copy that does not change}
   *
   * @throws IllegalStateException if there are several stages; each has its own then
   */
  public ClippingStatistics statistics() {
    if (stages.size() > 1) {
      throw new IllegalStateException(
          "This network's parameters form %s updater blocks, each with its own statistics(block)."
              .formatted(stages.size()));
    }
    return statistics(0);
  }

  /**
   * {@return what clipping did so far in one updater block, as a copy that does not change}
   *
   * @param block its index in {@link #layouts}
   */
  public ClippingStatistics statistics(int block) {
    return stages.get(block).statistics();
  }

  /**
   * Lets the rules' schedules follow a training whose length is not known in iterations.
   *
   * @param progress the share of training that is done, in [0, 1]; asked at every update
   */
  public void follow(DoubleSupplier progress) {
    stages.forEach(stage -> stage.follow(progress));
  }

  /**
   * Adds what is to hear of every update, on the thread that makes it.
   *
   * @param listener called after each update of each stage
   */
  public void listen(UpdateListener listener) {
    stages.forEach(stage -> stage.listen(listener));
  }

  /**
   * Takes over the state and statistics of a network of the same layers and rules, for instance the
   * one that this one is a clone of.
   *
   * @param other the clipping of that network
   * @throws IOException if it does not fit
   */
  public void copyStateOf(NetworkClipping other) throws IOException {
    StateBytes.restore(StateBytes.of(other::state), this::state);
  }

  /**
   * Adds the state to a model file that DL4J's ModelSerializer wrote, as an entry of its own, which
   * DL4J ignores.
   *
   * @param modelFile a zip file; the entry is replaced if it is there
   * @throws IOException if it cannot be written
   */
  public void save(Path modelFile) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(modelFile, Map.of());
        DataOutputStream out = new DataOutputStream(Files.newOutputStream(zip.getPath(ENTRY)))) {
      state(State.writing(out));
    }
  }

  /**
   * Takes over the state that {@link #save} added to a model file.
   *
   * @param modelFile a zip file
   * @throws IllegalArgumentException if the file has no such state
   * @throws IOException if it cannot be read or does not fit
   */
  public void restore(Path modelFile) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(modelFile, Map.of())) {
      Path entry = zip.getPath(ENTRY);
      if (!Files.exists(entry)) {
        throw new IllegalArgumentException(
            "'%s' holds no clipping state: there is no entry '%s'."
                .formatted(modelFile, ENTRY.substring(1)));
      }
      try (DataInputStream in = new DataInputStream(Files.newInputStream(entry))) {
        state(State.reading(in));
      }
    }
  }

  private void state(State state) throws IOException {
    int version = state.of(VERSION);
    if (version != VERSION) {
      throw new IOException(
          "The clipping state has version %s, but this Rein4J reads %s."
              .formatted(version, VERSION));
    }
    int count = state.of(stages.size());
    if (count != stages.size()) {
      throw new IOException(
          "The clipping state has %s updater blocks, but the network has %s."
              .formatted(count, stages.size()));
    }
    for (NetworkStage stage : stages) {
      stage.state(state);
    }
  }
}
