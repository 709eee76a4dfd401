package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A layer that is made of layers, each of which has its own parameters. */
interface Container extends Layer {

  /** {@return the layers within, in the order of their parameters and states} */
  List<Layer> children();

  @Override
  default int stateSize() {
    return children().stream().mapToInt(Layer::stateSize).sum();
  }

  @Override
  default Optional<String> rowMixer() {
    return children().stream().map(Layer::rowMixer).flatMap(Optional::stream).findFirst();
  }

  @Override
  default boolean isNoisy() {
    return children().stream().anyMatch(Layer::isNoisy);
  }

  @Override
  default void declare(ParameterLayout.Builder layout) {
    children().forEach(child -> child.declare(layout));
  }

  @Override
  default void initialize(Parameters parameters, RandomGenerator random) {
    children().forEach(child -> child.initialize(parameters, random));
  }

  /** {@return the layers within on their blocks of parameters} */
  default BoundLayer[] childrenOn(Parameters parameters) {
    return children().stream().map(child -> child.on(parameters)).toArray(BoundLayer[]::new);
  }

  /** A container on its blocks of parameters. */
  interface Bound extends BoundLayer {

    /** {@return the layers within; not to be changed} */
    BoundLayer[] children();

    @Override
    default void refresh() {
      for (BoundLayer child : children()) {
        child.refresh();
      }
    }

    @Override
    default void refreshNoise() {
      for (BoundLayer child : children()) {
        child.refreshNoise();
      }
    }

    @Override
    default void drawNoise(RandomGenerator random) {
      for (BoundLayer child : children()) {
        child.drawNoise(random);
      }
    }

    @Override
    default void removeNoise() {
      for (BoundLayer child : children()) {
        child.removeNoise();
      }
    }
  }

  /** A pass through the layers of a container. */
  interface Pass extends LayerPass {

    /** {@return the passes through the layers within; not to be changed} */
    LayerPass[] children();

    @Override
    default void drawFrom(RandomGenerator random) {
      for (LayerPass child : children()) {
        child.drawFrom(random);
      }
    }

    @Override
    default void countDormant(DormantUnits units) {
      for (LayerPass child : children()) {
        child.countDormant(units);
      }
    }

    @Override
    default void addSquaredNorms(double[] squaredNorms, List<String> groups) {
      for (LayerPass child : children()) {
        child.addSquaredNorms(squaredNorms, groups);
      }
    }

    @Override
    default void weighRows(double[] weights, List<String> groups) {
      for (LayerPass child : children()) {
        child.weighRows(weights, groups);
      }
    }

    @Override
    default void gradientOfRows(int from, int to) {
      for (LayerPass child : children()) {
        child.gradientOfRows(from, to);
      }
    }
  }
}
