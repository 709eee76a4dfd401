package io.rein4j.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.contract.Allocations;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {

  /** More than an array of bytes can hold, and than this machine has for floats. */
  private static final int PROMISED = Integer.MAX_VALUE;

  /** A quiet and a signalling NaN, whose bits are to stay. */
  private static final int[] ODD_BITS = {0x7fc00001, 0x7f800001, 0xffc12345, 0x80000000};

  /** One value of each kind. */
  private static final class Values implements Stateful {

    private boolean flag;
    private int number;
    private long large;
    private float single;
    private double precise;
    private String text = "";

    @Override
    public void state(State state) throws IOException {
      flag = state.of(flag);
      number = state.of(number);
      large = state.of(large);
      single = state.of(single);
      precise = state.of(precise);
      text = state.of(text);
    }

    List<Object> bits() {
      return List.of(
          flag,
          number,
          large,
          Float.floatToRawIntBits(single),
          Double.doubleToRawLongBits(precise),
          text);
    }
  }

  private static Values values(String text) {
    Values values = new Values();
    values.flag = true;
    values.number = Integer.MIN_VALUE + 1;
    values.large = Long.MAX_VALUE - 1;
    values.single = Float.intBitsToFloat(ODD_BITS[0]);
    values.precise = Double.longBitsToDouble(0xfff8000000000007L);
    values.text = text;
    return values;
  }

  static List<String> texts() {
    return List.of("", "a", "Übung macht ∂ 🤖\0\n", "x".repeat(70_000), "é".repeat(1 << 15));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void of_valueOfEachKind_comesBackBitByBit(String text) throws IOException {
    Values written = values(text);
    byte[] state = StateBytes.of(written);
    assertThat(written.bits()).isEqualTo(values(text).bits());
    Values read = new Values();
    StateBytes.restore(state, read);
    assertThat(read.bits()).isEqualTo(written.bits());
  }

  @Test
  void of_fewValues_areTheBytesThatAreDocumented() throws IOException {
    byte[] state =
        StateBytes.of(
            out -> {
              out.of(true);
              out.of(2);
              out.of("é");
              out.of(new float[] {9, 1, 9}, 1, 1);
              out.of(List.of((byte) 7), (byte) 0, (one, within) -> (byte) within.of((int) one));
            });
    assertThat(HexFormat.ofDelimiter(" ").formatHex(state))
        .isEqualTo(
            "01 00 00 00 02 00 00 00 02 c3 a9 00 00 00 01 3f 80 00 00 00 00 00 01 00 00 00 07");
  }

  /** Counts around those at which a chunk of elements of any size is full. */
  static IntStream counts() {
    return IntStream.of(8, 4, 1)
        .map(bytes -> Chunk.BYTES / bytes)
        .flatMap(full -> IntStream.of(full - 1, full, full + 1, 2 * full, 2 * full + 3))
        .mapToObj(count -> IntStream.of(0, 1, count))
        .flatMapToInt(counts -> counts)
        .distinct();
  }

  /** Arrays of each kind, of which a state has all but the first and the last two elements. */
  private static final class Arrayed implements Stateful {

    private final int count;
    private final float[] floats;
    private final double[] doubles;
    private final int[] ints;
    private final long[] longs;
    private final boolean[] booleans;
    private final byte[] bytes;

    Arrayed(int count, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = count + 3;
      this.count = count;
      floats = new float[length];
      ints = random.ints(length).toArray();
      longs = random.longs(length).toArray();
      doubles = Arrays.stream(longs).mapToDouble(Double::longBitsToDouble).toArray();
      booleans = new boolean[length];
      bytes = new byte[length];
      random.nextBytes(bytes);
      for (int i = 0; i < length; i++) {
        int bits = i < ODD_BITS.length ? ODD_BITS[i] : random.nextInt();
        floats[i] = Float.intBitsToFloat(bits);
        booleans[i] = random.nextBoolean();
      }
    }

    @Override
    public void state(State state) throws IOException {
      state.of(floats, 1, count);
      state.of(doubles, 1, count);
      state.of(ints, 1, count);
      state.of(longs, 1, count);
      state.of(booleans, 1, count);
      state.of(bytes, 1, count);
    }

    /** Returns the bits of all elements in a range. */
    List<Object> elements(int from, int to) {
      List<Object> elements = new ArrayList<>();
      for (int i = from; i < to; i++) {
        elements.add(Float.floatToRawIntBits(floats[i]));
        elements.add(Double.doubleToRawLongBits(doubles[i]));
        elements.addAll(List.of(ints[i], longs[i], booleans[i], bytes[i]));
      }
      return elements;
    }
  }

  @ParameterizedTest
  @MethodSource("counts")
  void of_partsOfArraysAroundTheBordersOfChunks_comeBackAndNothingElseChanges(int count)
      throws IOException {
    Arrayed written = new Arrayed(count, 1);
    byte[] state = StateBytes.of(written);
    assertThat(state).hasSize(6 * Integer.BYTES + count * (4 + 8 + 4 + 8 + 1 + 1));
    assertThat(written.elements(0, count + 3))
        .isEqualTo(new Arrayed(count, 1).elements(0, count + 3));
    Arrayed read = new Arrayed(count, 2);
    StateBytes.restore(state, read);
    assertThat(read.elements(1, count + 1)).isEqualTo(written.elements(1, count + 1));
    Arrayed before = new Arrayed(count, 2);
    assertThat(read.elements(0, 1)).isEqualTo(before.elements(0, 1));
    assertThat(read.elements(count + 1, count + 3))
        .isEqualTo(before.elements(count + 1, count + 3));
  }

  @Test
  void of_wholeArrays_arePartsFromEndToEnd() throws IOException {
    float[] floats = {1, 2};
    double[] doubles = {3};
    int[] ints = {4, 5, 6};
    long[] longs = {};
    boolean[] booleans = {true};
    byte[] whole =
        StateBytes.of(
            state -> {
              state.of(floats);
              state.of(doubles);
              state.of(ints);
              state.of(longs);
              state.of(booleans);
            });
    assertThat(whole)
        .isEqualTo(
            StateBytes.of(
                state -> {
                  state.of(floats, 0, 2);
                  state.of(doubles, 0, 1);
                  state.of(ints, 0, 3);
                  state.of(longs, 0, 0);
                  state.of(booleans, 0, 1);
                }));
  }

  static List<Stateful> threeElements() {
    return List.of(
        state -> state.of(new float[3]),
        state -> state.of(new double[3]),
        state -> state.of(new int[3]),
        state -> state.of(new long[3]),
        state -> state.of(new boolean[3]),
        state -> state.of(new byte[3], 0, 3),
        state -> state.renewed(new float[3], 3));
  }

  private static byte[] begunWith(int count) {
    return ByteBuffer.allocate(64).putInt(count).array();
  }

  @ParameterizedTest
  @MethodSource("threeElements")
  void of_arrayOfAnotherCount_isRefused(Stateful three) {
    for (int count : new int[] {2, 4, 0, -1, PROMISED}) {
      assertThatThrownBy(() -> StateBytes.restore(begunWith(count), three))
          .isInstanceOf(IOException.class)
          .hasMessage("The state holds %s numbers where 3 belong.", count);
    }
  }

  @ParameterizedTest
  @MethodSource("threeElements")
  void of_arrayThatEndsEarly_isRefused(Stateful three) throws IOException {
    byte[] state = StateBytes.of(three);
    for (int length = 0; length < state.length; length++) {
      byte[] shorter = Arrays.copyOf(state, length);
      assertThatThrownBy(() -> StateBytes.restore(shorter, three)).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 16384, 16385, 50_000})
  void renewed_array_isANewOneOfTheFirstElements(int count) throws IOException {
    float[] present = new float[count + 5];
    for (int i = 0; i < present.length; i++) {
      present[i] = i + 0.5f;
    }
    AtomicReference<float[]> kept = new AtomicReference<>();
    byte[] state = StateBytes.of(out -> kept.set(out.renewed(present, count)));
    assertThat(kept.get()).isSameAs(present);
    float[] other = {7};
    StateBytes.restore(state, in -> kept.set(in.renewed(other, count)));
    assertThat(kept.get()).isEqualTo(Arrays.copyOf(present, count));
    assertThat(other).containsExactly(7);
  }

  static List<Stateful> readersOfManyElements() {
    return List.of(
        state -> state.renewed(new float[0], PROMISED),
        state -> state.of(new ArrayList<>(), 0L, (number, within) -> within.of(number)),
        state -> state.renewed(List.<Long>of(), 0L, (number, within) -> within.of(number)),
        state -> state.of(""));
  }

  @ParameterizedTest
  @MethodSource("readersOfManyElements")
  void read_promiseThatIsNotKept_takesNoMemory(Stateful many) {
    byte[] promise = begunWith(PROMISED);
    double bytes =
        Allocations.bytesPerCall(
            1,
            call ->
                assertThatThrownBy(() -> StateBytes.restore(promise, many))
                    .isInstanceOf(EOFException.class));
    assertThat(bytes).isLessThan(1 << 20);
  }

  /**
   * An immutable thing.
   *
   * @param name what it is called
   * @param parts what it is made of
   */
  private record Thing(String name, List<Integer> parts) {

    private static final Thing BLANK = new Thing("", List.of());

    Thing of(State state) throws IOException {
      return new Thing(state.of(name), state.renewed(parts, 0, (part, within) -> within.of(part)));
    }
  }

  @Test
  void of_collection_holdsWhatTheStateDoesInItsOrder() throws IOException {
    List<Thing> things =
        List.of(
            new Thing("b", List.of(1, 2)), new Thing("a", List.of()), new Thing("c", List.of(3)));
    byte[] state = StateBytes.of(out -> out.of(things, Thing.BLANK, Thing::of));
    for (Collection<Thing> others : List.of(new ArrayList<Thing>(), new ArrayDeque<Thing>())) {
      others.add(new Thing("gone", List.of(9)));
      StateBytes.restore(state, in -> in.of(others, Thing.BLANK, Thing::of));
      assertThat(others).containsExactlyElementsOf(things);
      StateBytes.restore(
          StateBytes.of(out -> out.of(List.of(), Thing.BLANK, Thing::of)),
          in -> in.of(others, Thing.BLANK, Thing::of));
      assertThat(others).isEmpty();
    }
  }

  @Test
  void renewed_list_isANewOneAndTheOldStays() throws IOException {
    List<Thing> things = List.of(new Thing("a", List.of(1)));
    List<Thing> others = List.of(Thing.BLANK, Thing.BLANK);
    AtomicReference<List<Thing>> kept = new AtomicReference<>();
    byte[] state = StateBytes.of(out -> kept.set(out.renewed(things, Thing.BLANK, Thing::of)));
    assertThat(kept.get()).isEqualTo(things);
    StateBytes.restore(state, in -> kept.set(in.renewed(others, Thing.BLANK, Thing::of)));
    assertThat(kept.get()).isEqualTo(things);
    assertThat(others).containsExactly(Thing.BLANK, Thing.BLANK);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void read_negativeCount_isRefused(int count) {
    assertThatThrownBy(
            () ->
                StateBytes.restore(
                    begunWith(count), in -> in.of(new ArrayList<>(), Thing.BLANK, Thing::of)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds %s elements.", count);
    assertThatThrownBy(() -> StateBytes.restore(begunWith(count), in -> in.of("")))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds %s bytes of text.", count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc0, 0xff, 0xed})
  void read_bytesThatAreNoText_areRefused(int lead) {
    byte[] state = {0, 0, 0, 3, (byte) lead, (byte) 0xa0, (byte) 0x80};
    assertThatThrownBy(() -> StateBytes.restore(state, in -> in.of("")))
        .isInstanceOf(UTFDataFormatException.class)
        .hasMessage("The state holds a text that is not UTF-8.");
  }

  @Test
  void isReading_ofEachDirection_isToldToTheThing() throws IOException {
    List<Boolean> told = new ArrayList<>();
    Stateful thing = state -> told.add(state.isReading());
    StateBytes.restore(StateBytes.of(thing), thing);
    assertThat(told).containsExactly(false, true);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void count_belowZero_isRefused(long count) throws IOException {
    byte[] state = StateBytes.of(one -> one.of(count));

    assertThatThrownBy(() -> StateBytes.restore(state, one -> one.count(0)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state counts %s where a count is at least 0.".formatted(count));
  }
}
