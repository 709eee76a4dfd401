package io.rein4j.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The values of things at one moment, on their way into a checkpoint or out of one.
 *
 * <p>A thing hands over each value and keeps what it is returned, as in {@code steps =
 * state.of(steps)}. The elements of arrays and collections are replaced in place.
 *
 * <p>Numbers are big endian, a truth value is a byte, 0 or 1. Texts in UTF-8, arrays and
 * collections begin with the number (int) of their bytes or elements. No such number is believed:
 * memory is taken as what it promises comes.
 */
public sealed interface State permits StateWriter, StateReader {

  /**
   * Makes a state that takes values in.
   *
   * @param out receives them
   * @return the state
   */
  static State writing(DataOutput out) {
    return new StateWriter(out);
  }

  /**
   * Makes a state that gives back what another took in.
   *
   * @param in holds what was written
   * @return the state
   */
  static State reading(DataInput in) {
    return new StateReader(in);
  }

  /**
   * {@return whether values come from the state, so that what follows from them must be renewed}
   */
  boolean isReading();

  /**
   * Writes or reads a truth value.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends
   */
  boolean of(boolean value) throws IOException;

  /**
   * Writes or reads an integer.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends
   */
  int of(int value) throws IOException;

  /**
   * Writes or reads an integer.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends
   */
  long of(long value) throws IOException;

  /**
   * Writes or reads how many of something there are or were.
   *
   * @param value the present one, ≥ 0
   * @return the state's
   * @throws IOException if the stream fails or ends, or the state's is below 0
   */
  default long count(long value) throws IOException {
    long count = of(value);
    if (count < 0) {
      throw new IOException("The state counts %s where a count is at least 0.".formatted(count));
    }
    return count;
  }

  /**
   * Writes or reads a number, bit by bit.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends
   */
  float of(float value) throws IOException;

  /**
   * Writes or reads a number, bit by bit.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends
   */
  double of(double value) throws IOException;

  /**
   * Writes or reads a text.
   *
   * @param value the present one
   * @return the state's
   * @throws IOException if the stream fails or ends, or holds bytes that are no text
   */
  String of(String value) throws IOException;

  /**
   * Writes or reads all elements of an array.
   *
   * @param values replaced by the state's
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  default void of(float[] values) throws IOException {
    of(values, 0, values.length);
  }

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(float[] values, int offset, int count) throws IOException;

  /**
   * Writes or reads all elements of an array.
   *
   * @param values replaced by the state's
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  default void of(double[] values) throws IOException {
    of(values, 0, values.length);
  }

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(double[] values, int offset, int count) throws IOException;

  /**
   * Writes or reads all elements of an array.
   *
   * @param values replaced by the state's
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  default void of(int[] values) throws IOException {
    of(values, 0, values.length);
  }

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(int[] values, int offset, int count) throws IOException;

  /**
   * Writes or reads all elements of an array.
   *
   * @param values replaced by the state's
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  default void of(long[] values) throws IOException {
    of(values, 0, values.length);
  }

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(long[] values, int offset, int count) throws IOException;

  /**
   * Writes or reads all elements of an array.
   *
   * @param values replaced by the state's
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  default void of(boolean[] values) throws IOException {
    of(values, 0, values.length);
  }

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(boolean[] values, int offset, int count) throws IOException;

  /**
   * Writes or reads some elements of an array that lie side by side.
   *
   * @param values holds them, and receives the state's
   * @param offset index of the first
   * @param count how many
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  void of(byte[] values, int offset, int count) throws IOException;

  /**
   * Writes the first elements of an array, or reads a new array.
   *
   * @param values the present elements
   * @param count how many of the present ones are written, and how many the state must hold
   * @return the present array, or a new one with {@code count} elements
   * @throws IOException if the stream fails or ends, or the state holds another number of elements
   */
  float[] renewed(float[] values, int count) throws IOException;

  /**
   * Writes or reads what a collection holds, one element after the other.
   *
   * @param elements replaced by the state's
   * @param blank an element of any values, on which those of a state are read
   * @param item writes or reads one element
   * @param <T> an immutable type
   * @throws IOException if the stream fails or ends, or holds what does not fit
   */
  <T> void of(Collection<T> elements, T blank, Item<T> item) throws IOException;

  /**
   * Writes the elements of a list, or reads a new list.
   *
   * @param elements the present ones
   * @param blank an element of any values, on which those of a state are read
   * @param item writes or reads one element
   * @param <T> an immutable type
   * @return a new list of the present elements, or of the state's
   * @throws IOException if the stream fails or ends, or holds what does not fit
   */
  default <T> List<T> renewed(List<T> elements, T blank, Item<T> item) throws IOException {
    List<T> renewed = new ArrayList<>(elements);
    of(renewed, blank, item);
    return renewed;
  }

  /**
   * A description of the values of an immutable thing, such as a record, once for writing and
   * reading.
   *
   * @param <T> the thing's type
   */
  @FunctionalInterface
  interface Item<T> {

    /**
     * Writes or reads the values of a thing.
     *
     * @param present the present one
     * @param state takes its values and returns them
     * @return one of the values that came back
     * @throws IOException if the stream fails or ends, or holds what does not fit
     */
    T of(T present, State state) throws IOException;
  }
}
