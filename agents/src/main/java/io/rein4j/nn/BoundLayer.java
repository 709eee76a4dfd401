package io.rein4j.nn;

import io.rein4j.nn.model.LayerModel;
import java.util.List;
import java.util.random.RandomGenerator;

/** A {@link Layer} on its blocks of {@link Parameters}. */
public interface BoundLayer {

  /** Renews what the layer derives from its parameters and noise. */
  default void refresh() {}

  /** Renews what the layer derives from its noise, where its parameters are as they were. */
  default void refreshNoise() {}

  /**
   * Draws new noise on the layer's weights, if it is noisy; takes effect with the next {@link
   * #refresh} or {@link #refreshNoise}.
   *
   * @param random the source of randomness
   */
  default void drawNoise(RandomGenerator random) {}

  /**
   * Takes the noise off the layer's weights; takes effect with the next {@link #refresh} or {@link
   * #refreshNoise}.
   */
  default void removeNoise() {}

  /**
   * {@return a new pass, with arrays of its own}
   *
   * @param training whether it is learned from: dropout leaves out outputs then
   */
  LayerPass pass(boolean training);

  /**
   * Adds the layer's description, with the parameters as they are and without noise.
   *
   * @param description receives what outputs are computed by, from inputs to outputs
   * @throws IllegalArgumentException if there is something that cannot be described, by a sentence
   *     that names it
   */
  void describe(List<LayerModel> description);
}
