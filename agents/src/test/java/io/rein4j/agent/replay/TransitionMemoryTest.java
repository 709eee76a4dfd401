package io.rein4j.agent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.Outcome;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.env.Box;
import io.rein4j.env.FrameStacking;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransitionMemoryTest {

  private static final int ACTION = 2;
  private static final int BATCH = 9;
  private static final double GAMMA = 0.97;
  private static final float[] NO_STATES = {};

  /**
   * What environments show.
   *
   * @param others whether some numbers are no bytes, although the space promises it
   */
  private record Kind(String name, Box space, boolean others) {

    int frames() {
      return space.stacking().map(FrameStacking::frames).orElse(1);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Kind FLOATS = new Kind("floats", Box.of(-1000, 1000, 3), false);

  private static final Kind STACKS =
      new Kind("stacks", Box.of(-1000, 1000, 3, 2).stackedBy(new FrameStacking(3)), false);

  private static List<Kind> kinds() {
    Box images = Box.of(0, 255, 4, 2);
    FrameStacking padded = new FrameStacking(4, new float[] {0, 7});
    return List.of(
        FLOATS,
        new Kind("images", images, false),
        new Kind("images and others", images, true),
        STACKS,
        new Kind("stacks of images", images.stackedBy(padded), false),
        new Kind("stacks of images and others", images.stackedBy(new FrameStacking(4)), true));
  }

  /** Random environments whose observations are stacks of frames. */
  private static final class World {
    final Kind kind;
    final int count;
    final Pcg64 random;
    final float[] observations;
    final float[] finals;
    final boolean[] terminated;
    final boolean[] truncated;
    final double[] rewards;
    final float[] actions;

    World(Kind kind, int count, Pcg64 random) {
      this.kind = kind;
      this.count = count;
      this.random = random;
      int size = kind.space.size();
      this.observations = new float[count * size];
      this.finals = new float[count * size];
      this.terminated = new boolean[count];
      this.truncated = new boolean[count];
      this.rewards = new double[count];
      this.actions = new float[count * ACTION];
      for (int env = 0; env < count; env++) {
        begin(env);
      }
    }

    void begin(int env) {
      int size = kind.space.size();
      int frame = size / kind.frames();
      frame((env + 1) * size - frame);
      kind.space
          .stacking()
          .ifPresent(stacking -> stacking.pad(observations, env * size, kind.frames() - 1, frame));
    }

    private void frame(int at) {
      for (int i = at; i < at + kind.space.size() / kind.frames(); i++) {
        observations[i] =
            kind.space.high(0) == 255 ? random.integers(256) : (float) random.standardNormal();
        if (kind.others && random.integers(50) == 0) {
          observations[i] += 0.5f;
        }
      }
    }

    Outcome step() {
      int size = kind.space.size();
      int frame = size / kind.frames();
      for (int env = 0; env < count; env++) {
        int from = env * size;
        System.arraycopy(observations, from + frame, observations, from, size - frame);
        frame(from + size - frame);
        rewards[env] = random.standardNormal();
        terminated[env] = random.integers(12) == 0;
        truncated[env] = random.integers(15) == 0;
        if (terminated[env] || truncated[env]) {
          System.arraycopy(observations, from, finals, from, size);
          begin(env);
        }
      }
      for (int i = 0; i < actions.length; i++) {
        actions[i] = random.integers(10);
      }
      return new Outcome(observations, rewards, terminated, truncated, finals);
    }
  }

  private static TransitionMemory memory(
      ReplaySettings settings, Box space, int environments, int n, Pcg64 random) {
    return new TransitionMemory(settings, space, ACTION, environments, n, GAMMA, BATCH, random);
  }

  /** The same draws and batches as with copies of everything, also across a state. */
  @ParameterizedTest
  @MethodSource("kinds")
  void draw_anyEnvironmentsAndReturns_areThoseOfAMemoryOfCopies(Kind kind) throws IOException {
    for (int environments : new int[] {1, 3, 8}) {
      for (int n : new int[] {1, 3}) {
        for (int capacity : new int[] {1, 10, 150}) {
          for (boolean prioritized : new boolean[] {false, true}) {
            ReplaySettings settings =
                new ReplaySettings(capacity, 0, prioritized ? PrioritizedSettings.DEFAULTS : null);
            compare(kind, environments, n, settings);
          }
        }
      }
    }
  }

  private static void compare(Kind kind, int environments, int n, ReplaySettings settings)
      throws IOException {
    String label = "%s, %s environments, n = %s, %s".formatted(kind, environments, n, settings);
    Pcg64 random = new Pcg64(environments + 10 * n);
    World world = new World(kind, environments, random);
    TransitionMemory memory = memory(settings, kind.space, environments, n, new Pcg64(5));
    ReferenceMemory reference =
        new ReferenceMemory(
            settings, kind.space.size(), ACTION, environments, n, GAMMA, BATCH, new Pcg64(5));
    for (int step = 0; step < 400; step++) {
      memory.see(world.observations, NO_STATES);
      reference.see(world.observations);
      Outcome outcome = world.step();
      memory.add(outcome, world.actions);
      reference.add(outcome, world.actions);
      assertThat(memory.size()).as(label).isEqualTo(reference.size());
      if (memory.size() > 0) {
        memory.draw(step / 400.0);
        reference.draw(step / 400.0);
        assertSame(memory.batch(), reference.batch, label + ", step " + step);
        for (int i = 0; i < BATCH; i++) {
          memory.drawn().errors()[i] = Math.abs((float) random.standardNormal());
        }
        System.arraycopy(memory.drawn().errors(), 0, reference.batch.steps().errors(), 0, BATCH);
        memory.learned();
        reference.learned();
      }
      if (random.integers(40) == 0) {
        int env = (int) random.integers(environments);
        float[] last = world.observations.clone();
        memory.cut(env, last);
        reference.cut(env, last);
        world.begin(env);
      }
      if (random.integers(60) == 0) {
        byte[] state = state(memory);
        memory = memory(settings, kind.space, environments, n, new Pcg64(99));
        read(memory, state);
        assertThat(state(memory)).as(label).isEqualTo(state);
      }
    }
  }

  private static void assertSame(TransitionBatch found, TransitionBatch wanted, String label) {
    assertThat(found.indices()).as(label).isEqualTo(wanted.indices());
    assertThat(found.observations()).as(label).isEqualTo(wanted.observations());
    assertThat(found.nextObservations()).as(label).isEqualTo(wanted.nextObservations());
    assertThat(found.steps().actions()).as(label).isEqualTo(wanted.steps().actions());
    assertThat(found.steps().rewards()).as(label).isEqualTo(wanted.steps().rewards());
    assertThat(found.steps().discounts()).as(label).isEqualTo(wanted.steps().discounts());
    assertThat(found.steps().weights()).as(label).isEqualTo(wanted.steps().weights());
  }

  private static void read(TransitionMemory memory, byte[] state) throws IOException {
    StateBytes.restore(state, memory, observationsOf(memory));
  }

  private static byte[] state(TransitionMemory memory) throws IOException {
    return StateBytes.of(memory, observationsOf(memory));
  }

  /** Returns the observations that a memory has when it is their turn. */
  static Stateful observationsOf(ReplayMemory memory) {
    return state -> {
      try (StateSnapshot observations = memory.observations()) {
        observations.state(state);
      }
    };
  }

  private static TransitionMemory filled(int capacity, Kind kind, int steps) {
    TransitionMemory memory =
        memory(new ReplaySettings(capacity, 0), kind.space, 1, 1, new Pcg64(1));
    fill(memory, new World(kind, 1, new Pcg64(2)), steps);
    return memory;
  }

  private static void fill(TransitionMemory memory, World world, int steps) {
    for (int i = 0; i < steps; i++) {
      memory.see(world.observations, NO_STATES);
      memory.add(world.step(), world.actions);
    }
  }

  /** What takes no part of the observations is in another part of the state. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 3000})
  void observations_stacksOfImages_takeAByteAPixelOfAFrame(int steps) throws IOException {
    Box images = Box.of(0, 255, 4, 100).stackedBy(new FrameStacking(4));
    TransitionMemory memory = memory(new ReplaySettings(1000, 0), images, 1, 1, new Pcg64(1));
    float[] stack = new float[400];
    for (int i = 0; i < steps; i++) {
      memory.see(stack, NO_STATES);
      memory.add(
          new Outcome(stack, new double[1], new boolean[1], new boolean[1], stack),
          new float[ACTION]);
    }

    assertThat(StateBytes.of(memory.observations()).length).isBetween(1000 * 104, 1040 * 104);
  }

  @Test
  void observations_writtenWhileStepsAreAdded_areThoseOfTheMoment() throws Exception {
    for (Kind kind : kinds()) {
      World world = new World(kind, 2, new Pcg64(3));
      TransitionMemory memory = memory(new ReplaySettings(200, 0), kind.space, 2, 3, new Pcg64(1));
      fill(memory, world, 80);
      byte[] before = state(memory);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      State state = State.writing(new DataOutputStream(bytes));
      memory.state(state);
      StateSnapshot snapshot = memory.observations();
      CountDownLatch added = new CountDownLatch(1);
      Thread adding =
          new Thread(
              () -> {
                fill(memory, world, 10);
                added.countDown();
                fill(memory, world, 500);
              });
      adding.start();
      // There is room for some steps before the first block of the snapshot is in the way.
      assertThat(added.await(10, TimeUnit.SECONDS)).isTrue();
      adding.join(50);
      assertThat(adding.isAlive()).as("waits for the snapshot").isTrue();

      try (snapshot) {
        snapshot.state(state);
      }
      adding.join(10_000);

      assertThat(adding.isAlive()).isFalse();
      assertThat(bytes.toByteArray()).as(kind.toString()).isEqualTo(before);
    }
  }

  @Test
  void observations_closedUnwritten_areHeldNoLonger() {
    World world = new World(FLOATS, 1, new Pcg64(3));
    TransitionMemory memory = memory(new ReplaySettings(100, 0), FLOATS.space, 1, 1, new Pcg64(1));
    fill(memory, world, 150);
    StateSnapshot snapshot = memory.observations();

    assertThatThrownBy(memory::observations).isInstanceOf(IllegalStateException.class);
    snapshot.close();
    fill(memory, world, 500);

    assertThat(memory.size()).isEqualTo(100);
  }

  @Test
  void state_ofALargerMemory_saysSo() throws IOException {
    byte[] state = state(filled(9, FLOATS, 20));
    TransitionMemory small = memory(new ReplaySettings(5, 0), FLOATS.space, 1, 1, new Pcg64(1));

    assertThatThrownBy(() -> read(small, state))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 9 transitions where at most 5 belong.");
  }

  @Test
  void state_placesLeftOut_areRefused() throws IOException {
    byte[] state = StateBytes.of(filled(9, FLOATS, 5));
    int next =
        state.length
            - StateBytes.of(new Pcg64(1)).length
            - 5 * (Integer.BYTES + 5 * Integer.BYTES)
            - (ACTION - 1) * 5 * Float.BYTES
            - 2 * Integer.BYTES;
    assertThat(ByteBuffer.wrap(state).getInt(next)).isEqualTo(5);
    ByteBuffer.wrap(state).putInt(next, 7);
    TransitionMemory memory = memory(new ReplaySettings(9, 0), FLOATS.space, 1, 1, new Pcg64(1));

    assertThatThrownBy(() -> StateBytes.restore(state, memory))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 5 transitions, but puts the next one in place 7.");
  }

  /** Whatever a state says, it is read, or refused by a sentence. */
  @Test
  void state_anyByteChanged_isReadOrRefused() throws IOException {
    byte[] state = state(filled(20, STACKS, 50));
    List<String> refusals = new ArrayList<>();
    for (int at = 0; at < state.length; at++) {
      byte[] changed = Arrays.copyOf(state, state.length);
      changed[at] ^= (byte) (1 << at % 8);
      TransitionMemory memory = memory(new ReplaySettings(20, 0), STACKS.space, 1, 1, new Pcg64(1));
      try {
        StateBytes.restore(changed, memory, observationsOf(memory));
      } catch (IOException e) {
        refusals.add(String.valueOf(e.getMessage()));
        continue;
      }
      memory.draw(0);
      memory.draw(0);
    }
    assertThat(refusals).anyMatch(text -> text.contains("asks for observation"));
  }
}
