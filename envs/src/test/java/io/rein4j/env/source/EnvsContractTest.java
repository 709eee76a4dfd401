package io.rein4j.env.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Env;
import io.rein4j.env.contract.EnvContract;
import io.rein4j.random.Pcg64;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every registered environment. */
@ParameterizedClass
@MethodSource("io.rein4j.env.source.EnvsTest#ids")
class EnvsContractTest extends EnvContract {

  private final String id;

  EnvsContractTest(String id) {
    this.id = id;
  }

  @Override
  protected Env make() {
    return Envs.standard().make(id);
  }

  @Override
  protected OptionalInt maxEpisodeSteps() {
    return Envs.standard().spec(id).maxEpisodeSteps();
  }

  /** Its only start is a corner, and nothing there is random. */
  @Override
  protected boolean dependsOnItsSeed() {
    return !id.equals("CliffWalking-v1");
  }

  /** JBox2D makes new objects at every contact. */
  @Override
  protected double bytesPerStep() {
    return id.startsWith("LunarLander") ? 20_000 : 0;
  }

  @Test
  void step_thatIsRefused_saysWhatIsExpected() {
    try (Env env = make()) {
      Pcg64 random = new Pcg64(1);
      float[] observation = new float[env.observationSpace().size()];
      float[] action = new float[env.actionSpace().size()];
      env.reset(1, observation, 0);
      while (!env.terminated() && !env.truncated()) {
        env.actionSpace().sample(random, action, 0);
        env.step(action, 0, observation, 0);
        assertThat(env.truncated() && maxEpisodeSteps().isEmpty()).isFalse();
      }
      assertThatThrownBy(() -> env.step(action, 0, observation, 0))
          .hasMessageContaining("reset must come before the next step");
      env.reset(observation, 0);
      action[0] = Float.NaN;
      assertThatThrownBy(() -> env.step(action, 0, observation, 0))
          .hasMessageContaining(env.actionSpace().toString());
    }
  }
}
