package io.rein4j.nn.model;

import java.util.List;

/**
 * A model of one layer of a network, with copies of its parameters: what exporters and other
 * libraries are given, which refuse those that they do not know.
 */
public interface LayerModel {

  /** {@return the name, as the parameters' blocks have it before their last part} */
  String name();

  /** {@return the number of floats of one row of inputs} */
  int inputs();

  /** {@return the number of floats of one row of outputs} */
  int outputs();

  /** {@return the number of floats of one state; 0 if nothing is carried from step to step} */
  default int stateSize() {
    return 0;
  }

  /**
   * Computes outputs; of a layer with a state those of an episode's first step.
   *
   * @param values rows × inputs floats from index 0, left as they are
   * @param rows number of rows
   * @return rows × outputs floats
   */
  float[] apply(float[] values, int rows);

  /**
   * Computes the outputs of one step.
   *
   * @param values rows × inputs floats from index 0, left as they are
   * @param rows number of rows
   * @param states the states before the step, overwritten by those after it
   * @param at where states begin within their rows
   * @param width floats of one row of states
   * @return rows × outputs floats
   */
  default float[] step(float[] values, int rows, float[] states, int at, int width) {
    return apply(values, rows);
  }

  /**
   * Computes the outputs of layers one after the other; of a layer with a state those of an
   * episode's first step.
   *
   * @param layers from the inputs to the outputs
   * @param values rows of the first one's inputs
   * @param rows number of rows
   * @return rows of the last one's outputs
   */
  static float[] applyAll(List<LayerModel> layers, float[] values, int rows) {
    float[] outputs = values;
    for (LayerModel layer : layers) {
      outputs = layer.apply(outputs, rows);
    }
    return outputs;
  }

  /**
   * Computes one step's outputs of layers one after the other, of which some may have a state.
   *
   * @param layers from the inputs to the outputs
   * @param values rows of the first one's inputs
   * @param rows number of rows
   * @param states of each row the states of all such layers, one layer's after the other's,
   *     overwritten by those after the step
   * @return rows of the last one's outputs
   */
  static float[] stepAll(List<LayerModel> layers, float[] values, int rows, float[] states) {
    float[] outputs = values;
    int width = states.length / rows;
    int at = 0;
    for (LayerModel layer : layers) {
      outputs = layer.step(outputs, rows, states, at, width);
      at += layer.stateSize();
    }
    return outputs;
  }
}
