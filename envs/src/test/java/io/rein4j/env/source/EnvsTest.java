package io.rein4j.env.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvSpec;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvsTest {

  private static final int EPISODES = 3;

  static Set<String> ids() {
    return Envs.standard().ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void env_underRandomActions_keepsTheContract(String id) {
    EnvSpec spec = Envs.standard().spec(id);
    Env env = Envs.standard().make(id);
    Pcg64 random = new Pcg64(1);
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    assertThatThrownBy(() -> env.step(action, 0, observation, 0))
        .isInstanceOf(IllegalStateException.class);
    for (int episode = 0; episode < EPISODES; episode++) {
      env.reset(episode, observation, 0);
      assertThat(env.observationSpace().contains(observation, 0)).isTrue();
      int steps = 0;
      while (!env.terminated() && !env.truncated()) {
        env.actionSpace().sample(random, action, 0);
        assertThat(env.step(action, 0, observation, 0)).isFinite();
        env.observationSpace().require(observation, 0);
        steps++;
        assertThat(env.truncated()).isEqualTo(steps == spec.maxEpisodeSteps().orElse(-1));
      }
      assertThatThrownBy(() -> env.step(action, 0, observation, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("reset must come before the next step");
    }
    env.reset(observation, 0);
    action[0] = Float.NaN;
    assertThatThrownBy(() -> env.step(action, 0, observation, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(env.actionSpace().toString());
    env.close();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void env_sameSeed_sameEpisodes(String id) {
    assertThat(trajectory(Envs.standard().make(id), 5))
        .isEqualTo(trajectory(Envs.standard().make(id), 5));
    if (!id.equals("CliffWalking-v1")) {
      assertThat(trajectory(Envs.standard().make(id), 5))
          .isNotEqualTo(trajectory(Envs.standard().make(id), 6));
    }
    Env used = Envs.standard().make(id);
    trajectory(used, 9);
    assertThat(trajectory(used, 5)).isEqualTo(trajectory(Envs.standard().make(id), 5));
  }

  private static List<Object> trajectory(Env env, long seed) {
    Pcg64 random = new Pcg64(2);
    float[] observation = new float[env.observationSpace().size()];
    List<Object> seen = new ArrayList<>();
    env.reset(seed, observation, 0);
    add(seen, observation);
    for (int i = 0; i < 600; i++) {
      step(env, random, observation, seen);
    }
    return seen;
  }

  private static void step(Env env, Pcg64 random, float[] observation, List<Object> seen) {
    float[] action = new float[env.actionSpace().size()];
    if (env.terminated() || env.truncated()) {
      env.reset(observation, 0);
    } else {
      env.actionSpace().sample(random, action, 0);
      seen.add(env.step(action, 0, observation, 0));
      seen.add(env.terminated());
      seen.add(env.truncated());
    }
    add(seen, observation);
  }

  private static void add(List<Object> seen, float[] observation) {
    for (float value : observation) {
      seen.add(value);
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void state_writtenAtAnyStep_continuesIdentically(String id) throws IOException {
    for (int before : new int[] {0, 1, 7, 123, 499}) {
      Env env = Envs.standard().make(id);
      Pcg64 random = new Pcg64(3);
      float[] observation = new float[env.observationSpace().size()];
      env.reset(4, observation, 0);
      for (int i = 0; i < before; i++) {
        step(env, random, observation, new ArrayList<>());
      }
      byte[] state = StateBytes.of(env.state().orElseThrow(), random);

      Env copy = Envs.standard().make(id);
      Pcg64 copiedRandom = new Pcg64(0);
      StateBytes.restore(state, copy.state().orElseThrow(), copiedRandom);

      assertThat(copy.terminated()).isEqualTo(env.terminated());
      assertThat(copy.truncated()).isEqualTo(env.truncated());
      List<Object> expected = new ArrayList<>();
      List<Object> found = new ArrayList<>();
      float[] copiedObservation = observation.clone();
      for (int i = 0; i < 600; i++) {
        step(env, random, observation, expected);
        step(copy, copiedRandom, copiedObservation, found);
      }
      assertThat(found).as("%s after %d steps", id, before).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void randomScore_isTheRandomPolicysMeanReturn(String id) {
    Env env = Envs.standard().make(id);
    Pcg64 random = new Pcg64(0);
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    // A lander's 1,000 episodes take seconds: here a part of them, and three standard errors.
    boolean slow = id.startsWith("LunarLander");
    int episodes = slow ? 100 : 1_000;
    double sum = 0;
    for (int episode = 0; episode < episodes; episode++) {
      env.reset(episode, observation, 0);
      while (!env.terminated() && !env.truncated()) {
        env.actionSpace().sample(random, action, 0);
        sum += env.step(action, 0, observation, 0);
      }
    }
    assertThat(Envs.standard().spec(id).randomScore().orElseThrow())
        .isCloseTo(sum / episodes, within(slow ? 35 : 1e-3));
  }

  @Test
  void make_unknownName_namesWhatMayHaveBeenMeant() {
    assertThatThrownBy(() -> Envs.standard().make("CartPol-v1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no environment with the id 'CartPol-v1'; the nearest is 'CartPole-v1'.");
    assertThatThrownBy(() -> Envs.standard().make("Pendulum-v1", Map.of("x-int", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Environment Pendulum-v1 has no option 'x-int'; the nearest is 'x-init'.");
    assertThatThrownBy(() -> Envs.standard().make("Pong-v5"))
        .hasMessage(
            "There is no environment with the id 'Pong-v5'; the command 'env list' shows those that"
                + " there are.");
    assertThatThrownBy(() -> Envs.standard().make("FrozenLake-v1", Map.of("size", 1)))
        .hasMessageContaining("has no option 'size'; its options are ")
        .hasMessageContaining("map-name");
  }

  @Test
  void make_optionThatDoesNotFit_isRefused() {
    assertThatThrownBy(() -> Envs.standard().make("Pendulum-v1", Map.of("g", "heavy")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option 'g' is a finite number, but is heavy.");
    assertThatThrownBy(() -> Envs.standard().make("Pendulum-v1", Map.of("g", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Envs.standard().make("Pendulum-v1", Map.of("y-init", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option 'y-init' must be 0 or larger, but is -1.0.");
    assertThatThrownBy(() -> Envs.standard().make("CartPole-v1", Map.of("sutton-barto-reward", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option 'sutton-barto-reward' is true or false, but is 1.");
    assertThatThrownBy(() -> Envs.standard().make("CartPole-v1", Map.of("reset-low", 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Option 'reset-low' must not be above 'reset-high', but they are 0.5 and 0.05.");
  }

  @Test
  void spec_ofEveryId_saysWhatItIs() {
    assertThat(Envs.standard().ids())
        .containsExactly(
            "CartPole-v0",
            "CartPole-v1",
            "MountainCar-v0",
            "MountainCarContinuous-v0",
            "Acrobot-v1",
            "Pendulum-v1",
            "FrozenLake-v1",
            "FrozenLake8x8-v1",
            "CliffWalking-v1",
            "CliffWalkingSlippery-v1",
            "Taxi-v4",
            "Blackjack-v1",
            "LunarLander-v3",
            "LunarLanderContinuous-v3");
    for (String id : Envs.standard().ids()) {
      EnvSpec spec = Envs.standard().spec(id);
      assertThat(spec.id()).isEqualTo(id);
      assertThat(spec.referenceScore().orElseThrow())
          .isGreaterThan(spec.randomScore().orElseThrow());
      assertThat(spec.options()).extracting(EnvOption::name).doesNotHaveDuplicates();
    }
    assertThat(Envs.standard().spec("CartPole-v1").maxEpisodeSteps()).hasValue(500);
    assertThat(Envs.standard().spec("CartPole-v1").rewardThreshold()).hasValue(475);
    assertThat(Envs.standard().spec("Pendulum-v1").rewardThreshold()).isEmpty();
  }
}
