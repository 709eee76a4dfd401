package io.rein4j.nn;

/**
 * A network whose parameters stay as they are, through which several threads step at once, each by
 * a {@link Stepper} of its own.
 *
 * <p>What is derived from the parameters is made once and only read afterwards. Steps of as many
 * rows as before give the same bits as {@link Network#step} with the same parameters without noise,
 * whichever thread takes them.
 */
public final class FixedNetwork {

  private final Sequential layers;
  private final Sequential.Bound bound;

  /**
   * Makes a network on its blocks of the parameters. OpenBLAS is loaded then, if it is not yet.
   *
   * @param parameters their layout holds what the layers declare; they do not change any more
   * @param layers in a row
   */
  public FixedNetwork(Parameters parameters, Sequential layers) {
    Blas.useOneThread();
    this.layers = layers;
    this.bound = layers.on(parameters);
    bound.refresh();
  }

  /** {@return the number of floats of one row of inputs} */
  public int inputSize() {
    return layers.inputs();
  }

  /** {@return the number of floats of one row of outputs} */
  public int outputSize() {
    return layers.outputs();
  }

  /** {@return the number of floats of one state; 0 if nothing is carried from step to step} */
  public int stateSize() {
    return layers.stateSize();
  }

  /** {@return a new stepper} */
  public Stepper stepper() {
    return new Stepper(this);
  }

  /** A way through a network, with arrays of its own. Not safe for use by several threads. */
  public static final class Stepper {

    private final Sequential.Pass pass;
    private final int inputSize;
    private final int stateSize;

    private Stepper(FixedNetwork network) {
      this.pass = network.bound.pass(false);
      this.inputSize = network.inputSize();
      this.stateSize = network.stateSize();
    }

    /**
     * Computes the outputs of one step of several sequences, as {@link Network#step} does.
     *
     * @param inputs rows × input size floats from index 0
     * @param rows number of sequences, ≥ 1
     * @param states rows × state size floats from index 0: the states before the step, overwritten
     *     by those after it
     * @return rows × output size floats from index 0, until the next step
     */
    public float[] step(float[] inputs, int rows, float[] states) {
      Network.requireRows("inputs", inputs, rows, inputSize);
      Network.requireRows("states", states, rows, stateSize);
      Blas.useOneThread();
      return pass.step(inputs, rows, states, 0, stateSize);
    }

    /** {@return what the last layer took in at the last {@link #step}, as rows} */
    public float[] features() {
      return pass.features();
    }
  }
}
