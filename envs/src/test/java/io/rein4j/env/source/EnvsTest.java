package io.rein4j.env.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvSpec;
import io.rein4j.random.Pcg64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvsTest {

  static Set<String> ids() {
    return Envs.standard().ids();
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
            "There is no environment with the id 'CartPol-v1'; the nearest is 'CartPole-v1'; for an"
                + " environment of Gymnasium, write 'gym:CartPol-v1'.");
    assertThatThrownBy(() -> Envs.standard().make("Pendulum-v1", Map.of("x-int", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Environment Pendulum-v1 has no option 'x-int'; the nearest is 'x-init'.");
    assertThatThrownBy(() -> Envs.standard().make("Pong-v5"))
        .hasMessage(
            "There is no environment with the id 'Pong-v5'; the command 'env list' shows those that"
                + " there are; for an environment of Gymnasium, write 'gym:Pong-v5'.");
    assertThatThrownBy(() -> Envs.standard().make("FrozenLake-v1", Map.of("size", 1)))
        .hasMessageContaining("has no option 'size'; its options are ")
        .hasMessageContaining("map-name");
  }

  @ParameterizedTest
  @CsvSource({
    "HalfCheetah-v4, true",
    "ALE/Pong-v5, true",
    "CartPole-v2, true",
    "HalfCheetah, false",
    "my_module:MyEnv-v0, false",
    "java:MyEnv-v0, false"
  })
  void make_nameOfGymnasiumsForm_tellsHowToNameAnEnvironmentOfIts(String id, boolean isGym) {
    String hint = "for an environment of Gymnasium, write 'gym:%s'.".formatted(id);
    assertThatThrownBy(() -> Envs.standard().make(id))
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).endsWith(hint)).isEqualTo(isGym));
  }

  @Test
  void make_versionThatThereIsNot_namesTheNewest() {
    assertThatThrownBy(() -> Envs.standard().make("CartPole-v2"))
        .hasMessageContaining("the nearest is 'CartPole-v1'");
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
