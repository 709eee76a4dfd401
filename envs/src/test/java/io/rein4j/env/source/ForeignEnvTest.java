package io.rein4j.env.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.Space;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ForeignEnvTest {

  private static final String ID = "java:Walk";

  private final List<String> inexact = new ArrayList<>();

  /** A random walk that cannot copy its state, and does at one step what an environment may not. */
  private static final class Walk implements Env {

    private final Fault fault;
    private SplittableRandom random = new SplittableRandom(0);
    private float place;
    private int steps;
    private boolean reset;

    Walk(Fault fault) {
      this.fault = fault;
    }

    @Override
    public Space observationSpace() {
      if (fault == Fault.NO_SPACE) {
        throw new IllegalStateException("no room");
      }
      return Box.of(-100, 100, 2);
    }

    @Override
    public Space actionSpace() {
      return new Discrete(2);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      random = new SplittableRandom(fault == Fault.IGNORES_SEEDS ? System.nanoTime() : seed);
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      place = 0;
      steps = 0;
      reset = true;
      observe(observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      steps++;
      place += (float) (random.nextDouble() + action[actionOffset]);
      if (steps == 3) {
        switch (fault) {
          case NAN -> place = Float.NaN;
          case TOO_LONG -> observation[offset + 2] = 1;
          case THROWS -> throw new IllegalStateException("the oven is off");
          case INFINITE_REWARD -> {
            observe(observation, offset);
            return Double.POSITIVE_INFINITY;
          }
          default -> {}
        }
      }
      observe(observation, offset);
      return place;
    }

    private void observe(float[] observation, int offset) {
      observation[offset] = place;
      if (fault != Fault.TOO_SHORT || steps != 3) {
        observation[offset + 1] = steps;
      }
    }

    @Override
    public boolean terminated() {
      if (fault == Fault.COLD && !reset) {
        throw new IllegalStateException("it was never reset");
      }
      return steps == 10;
    }

    @Override
    public boolean truncated() {
      if (fault == Fault.SILENT) {
        throw new IllegalStateException("no answer");
      }
      return false;
    }

    @Override
    public Optional<Stateful> state() {
      if (fault == Fault.NO_STATE) {
        throw new IllegalStateException("no state");
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      if (fault == Fault.STAYS_OPEN) {
        throw new IllegalStateException("the door sticks");
      }
    }
  }

  /** What an environment does wrong. */
  private enum Fault {
    NONE,
    NAN,
    TOO_LONG,
    TOO_SHORT,
    THROWS,
    INFINITE_REWARD,
    IGNORES_SEEDS,
    COLD,
    SILENT,
    NO_SPACE,
    NO_STATE,
    STAYS_OPEN
  }

  private Env make(Fault fault) {
    Catalog catalog =
        Catalog.of(c -> c.add(EnvSpec.class, EnvSpec.of(ID, options -> new Walk(fault))));
    return new Envs(catalog).make(ID, Map.of(), inexact::add);
  }

  private static double[] steps(Env env, int count) {
    double[] seen = new double[2 * count];
    float[] observation = new float[2];
    for (int i = 0; i < count; i++) {
      seen[2 * i] = env.step(new float[] {i % 2}, 0, observation, 0);
      seen[2 * i + 1] = observation[0];
    }
    return seen;
  }

  @Test
  void step_environmentThatBreaksItsContract_isToldWithItsName() {
    assertFails(Fault.NAN, "element 0 of the observation is NaN");
    assertFails(
        Fault.TOO_LONG, "it reads or writes outside an observation of 2 or an action of 1 numbers");
    assertFails(
        Fault.TOO_SHORT, "it does not write element 1 of the observation, which has 2 elements");
    assertFails(Fault.THROWS, "it throws java.lang.IllegalStateException: the oven is off");
    assertFails(Fault.INFINITE_REWARD, "the reward is Infinity");
  }

  private void assertFails(Fault fault, String because) {
    Env env = make(fault);
    env.reset(1, new float[2], 0);

    assertThatThrownBy(() -> steps(env, 3))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "The environment 'java:Walk' fails at step 3 of an episode: " + because)
        .hasMessageEndingWith("A test that extends EnvContract of rein4j-contract tries it.");
  }

  @Test
  void calls_thatThrow_areToldWithTheName() {
    assertTold(() -> make(Fault.NO_SPACE), "telling its observation space: it throws", "no room");
    assertTold(() -> make(Fault.NO_STATE), "telling its state: it throws", "no state");
    assertTold(() -> make(Fault.STAYS_OPEN).close(), "being closed: it throws", "the door sticks");
    Env silent = make(Fault.SILENT);
    silent.reset(1, new float[2], 0);
    assertTold(
        () -> steps(silent, 1),
        "telling whether an episode is truncated: it throws",
        "IllegalStateException: no answer.");
  }

  private static void assertTold(ThrowingCallable call, String... because) {
    assertThatThrownBy(call)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("The environment 'java:Walk' fails at ")
        .hasMessageContainingAll(because);
  }

  @Test
  void state_environmentThatThrowsBeforeItsFirstReset_isNotAsked() throws IOException {
    Env env = make(Fault.COLD);
    assertThat(env.terminated()).isFalse();
    assertThat(env.truncated()).isFalse();
    byte[] fresh = StateBytes.of(env.state().orElseThrow());
    env.reset(7, new float[2], 0);
    steps(env, 4);
    byte[] written = StateBytes.of(env.state().orElseThrow());
    double[] rest = steps(env, 6);
    byte[] ended = StateBytes.of(env.state().orElseThrow());

    Env other = make(Fault.COLD);
    StateBytes.restore(fresh, other.state().orElseThrow());
    assertThat(other.terminated()).isFalse();
    StateBytes.restore(written, other.state().orElseThrow());
    assertThat(steps(other, 6)).isEqualTo(rest);
    Env third = make(Fault.COLD);
    StateBytes.restore(ended, third.state().orElseThrow());
    assertThat(third.terminated()).isTrue();
    assertThat(inexact).isEmpty();
  }

  @Test
  void state_ownOneThatCannotBeGoneOnWith_isTruncated() throws IOException {
    Env env = kept();
    env.reset(7, new float[1], 0);
    byte[] written = StateBytes.of(env.state().orElseThrow());
    env.step(new float[] {1}, 0, new float[1], 0);

    Env other = kept();
    assertThat(other.truncated()).isFalse();
    StateBytes.restore(written, other.state().orElseThrow());

    assertThat(other.truncated()).isTrue();
  }

  /** Makes an environment that tells its state, but cannot go on with one that it has read. */
  private static Env kept() {
    Env kept =
        new Env() {
          private boolean lost;

          @Override
          public Space observationSpace() {
            return Box.of(-1, 1, 1);
          }

          @Override
          public Space actionSpace() {
            return new Discrete(2);
          }

          @Override
          public void reset(long seed, float[] observation, int offset) {
            lost = false;
            observation[offset] = 0;
          }

          @Override
          public void reset(float[] observation, int offset) {
            lost = false;
            observation[offset] = 0;
          }

          @Override
          public double step(float[] action, int at, float[] observation, int offset) {
            observation[offset] = 0;
            return 0;
          }

          @Override
          public boolean terminated() {
            return false;
          }

          @Override
          public boolean truncated() {
            return lost;
          }

          @Override
          public Optional<Stateful> state() {
            return Optional.of(state -> lost = state.isReading());
          }
        };
    Catalog catalog = Catalog.of(c -> c.add(EnvSpec.class, EnvSpec.of(ID, options -> kept)));
    return new Envs(catalog).make(ID);
  }

  @Test
  void make_factoryThatThrowsOrGivesNothing_isRefused() {
    Catalog catalog =
        Catalog.of(
            c ->
                c.add(
                    EnvSpec.class,
                    EnvSpec.of(
                        ID,
                        options -> {
                          throw new UnsupportedOperationException("no oven");
                        })));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Envs(catalog).make(ID))
        .withMessage(
            "The environment 'java:Walk' cannot be made: it throws"
                + " java.lang.UnsupportedOperationException: no oven.");
  }

  @Test
  void make_factoryThatGivesTheSameTwice_isRefused() {
    Walk same = new Walk(Fault.NONE);
    Catalog catalog = Catalog.of(c -> c.add(EnvSpec.class, EnvSpec.of(ID, options -> same)));
    Envs envs = new Envs(catalog);
    envs.make(ID);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> envs.make(ID))
        .withMessage(
            "The environment 'java:Walk' cannot be made: its factory gave the same one twice, but"
                + " must make a new one each time.");
  }

  @Test
  void state_environmentThatCannotCopyItsOwn_isPlayedAgain() throws IOException {
    for (int taken = 0; taken <= 10; taken++) {
      Env env = make(Fault.NONE);
      env.reset(7, new float[2], 0);
      steps(env, taken);
      byte[] written = StateBytes.of(env.state().orElseThrow());
      double[] rest = steps(env, 10 - taken);

      Env other = make(Fault.NONE);
      StateBytes.restore(written, other.state().orElseThrow());

      assertThat(other.terminated()).isEqualTo(taken == 10);
      assertThat(steps(other, 10 - taken)).isEqualTo(rest);
      assertThat(inexact).isEmpty();
    }
  }

  @Test
  void state_environmentThatIgnoresSeeds_isCutAndSaysSo() throws IOException {
    Env env = make(Fault.IGNORES_SEEDS);
    env.reset(7, new float[2], 0);
    steps(env, 4);
    byte[] written = StateBytes.of(env.state().orElseThrow());

    Env other = make(Fault.IGNORES_SEEDS);
    StateBytes.restore(written, other.state().orElseThrow());

    assertThat(other.truncated()).isTrue();
    assertThat(inexact)
        .singleElement()
        .asString()
        .startsWith("The environment 'java:Walk' was not brought back to where it was: replayed");
  }

  @Test
  void make_unknownIdOfAProgram_saysWhoHasIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Envs.standard().spec("java:Oven"))
        .withMessageContaining("a Java program gave it to its run")
        .withMessageContaining(".on(\"Oven\", …)")
        .withMessageContaining("a test that extends EnvContract of rein4j-contract");
    Catalog catalog =
        Catalog.of(c -> c.add(EnvSpec.class, EnvSpec.of(ID, options -> new Walk(Fault.NONE))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Envs(catalog).spec("java:Wal"))
        .withMessage(
            "There is no environment with the id 'java:Wal'; there is 'java:Walk': a run goes on"
                + " with the name that it began with, so give the environment as on(\"Wal\", …).");
  }
}
