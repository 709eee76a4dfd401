package io.rein4j.rl4j;

import java.util.Arrays;
import org.deeplearning4j.rl4j.space.Encodable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An observation of a Rein4J environment, as RL4J takes it: floats, as its networks are. */
public final class FloatObservation implements Encodable {

  private final float[] values;
  private final int[] shape;

  FloatObservation(float[] values, int[] shape) {
    this.values = values.clone();
    this.shape = shape.clone();
  }

  @Override
  @Deprecated
  public double[] toArray() {
    double[] array = new double[values.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = values[i];
    }
    return array;
  }

  @Override
  public boolean isSkipped() {
    return false;
  }

  @Override
  public INDArray getData() {
    return Nd4j.create(values.clone(), Arrays.stream(shape).asLongStream().toArray(), 'c');
  }

  @Override
  public FloatObservation dup() {
    return new FloatObservation(values, shape);
  }
}
