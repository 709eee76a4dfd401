package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Observations, parameters and gradients as ND4J arrays, for code at the edge of Rein4J that speaks
 * ND4J.
 *
 * <p>ND4J's arrays live outside the heap and Rein4J's on it, so each array here is a copy, and
 * writing to it changes nothing until it is written back. Everything else in this package works
 * without ND4J, whose start takes seconds.
 */
public final class NdArrays {

  private NdArrays() {}

  /**
   * {@return a copy of rows of observations as an array of shape [rows, size]}
   *
   * @param values row-major, from index 0
   * @param rows number of rows, ≥ 1
   * @param size floats of one row, ≥ 1
   */
  public static INDArray rows(float[] values, int rows, int size) {
    return copy(values, 0, rows, size);
  }

  /**
   * {@return a copy of one parameter in the shape of its block, weights as [in, out]}
   *
   * @param parameters where it is
   * @param name the block's name
   */
  public static INDArray parameter(Parameters parameters, String name) {
    return copy(parameters.values(), parameters.layout().block(name));
  }

  /**
   * {@return a copy of the gradient with respect to one parameter, in the shape of its block}
   *
   * @param parameters where it is
   * @param name the block's name
   */
  public static INDArray gradient(Parameters parameters, String name) {
    return copy(parameters.gradient(), parameters.layout().block(name));
  }

  /**
   * Overwrites one parameter, and says so to the networks that use it.
   *
   * @param parameters where it is
   * @param name the block's name
   * @param value an array of the block's shape
   */
  public static void setParameter(Parameters parameters, String name, INDArray value) {
    write(value, parameters.values(), parameters.layout().block(name));
    parameters.changed();
  }

  /**
   * Overwrites the gradient with respect to one parameter.
   *
   * @param parameters where it is
   * @param name the block's name
   * @param value an array of the block's shape
   */
  public static void setGradient(Parameters parameters, String name, INDArray value) {
    write(value, parameters.gradient(), parameters.layout().block(name));
  }

  private static INDArray copy(float[] source, Block block) {
    return copy(
        source, block.offset(), block.shape().stream().mapToInt(Integer::intValue).toArray());
  }

  private static INDArray copy(float[] source, int from, int... shape) {
    int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    float[] values = Arrays.copyOfRange(source, from, from + length);
    long[] dimensions = Arrays.stream(shape).asLongStream().toArray();
    return Nd4j.create(values, dimensions, 'c');
  }

  private static void write(INDArray value, float[] target, Block block) {
    long[] shape = block.shape().stream().mapToLong(Integer::longValue).toArray();
    if (!Arrays.equals(value.shape(), shape)) {
      throw new IllegalArgumentException(
          "Parameter '%s' has shape %s, but the array has shape %s."
              .formatted(block.name(), Arrays.toString(shape), Arrays.toString(value.shape())));
    }
    float[] values = value.castTo(DataType.FLOAT).dup('c').data().asFloat();
    System.arraycopy(values, 0, target, block.offset(), block.length());
  }
}
