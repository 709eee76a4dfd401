package io.rein4j.agent.dqn;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Layer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a deep Q-network, the part that differs between action values and distributions of
 * returns: what a network's outputs say of the return of each action, and what they learn from
 * those of the target network.
 *
 * <p>A row of outputs holds the outputs of the first action, then those of the second, and so on.
 */
interface ValueHead {

  /** {@return the number of a network's outputs for one action} */
  int outputsPerAction();

  /**
   * {@return the expected return of each action, rows × actions from index 0} The array may be that
   * of the outputs, and is overwritten by the next call otherwise.
   *
   * @param outputs of a network, left as they are
   */
  float[] values(float[] outputs, int rows);

  /** {@return what {@link #values} does, as layers; none if the outputs are the values} */
  List<Layer> valueLayers();

  /**
   * Computes what the outputs for the batch should have been, and keeps it for {@link #backward}.
   *
   * @param nextOutputs the target network's for the batch's next observations
   * @param nextActions the action that each next observation is valued by
   */
  void computeTargets(float[] nextOutputs, int[] nextActions, Batch batch);

  /** {@return what limits the errors, and learns from each of them; null if nothing does} */
  default @Nullable TdErrorClipper clipper() {
    return null;
  }

  /**
   * Writes the derivative of the batch's loss, a mean weighted by the batch's weights, by each
   * output, and each transition's error into the batch.
   *
   * @param outputs the online network's for the batch's observations
   * @param outputGradient receives rows × outputs floats from index 0
   * @param metrics receives what to report of the batch
   */
  void backward(float[] outputs, Batch batch, float[] outputGradient, BatchMetrics metrics);
}
