package io.rein4j.agent.offpolicy;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The noise on the actions of several environments, step after step. */
interface NoiseProcess extends Stateful {

  /** No noise. */
  NoiseProcess NONE = (env, random, actions) -> {};

  /** {@return the noise that the settings choose, before the first steps; none if null} */
  static NoiseProcess of(@Nullable ActionNoise settings, int environments, int actionSize) {
    if (settings instanceof NormalNoise normal) {
      return (env, random, actions) -> {
        for (int i = env * actionSize; i < (env + 1) * actionSize; i++) {
          actions[i] += (float) (normal.std() * random.nextGaussian());
        }
      };
    }
    return settings instanceof OrnsteinUhlenbeckNoise process
        ? new OrnsteinUhlenbeck(process, environments, actionSize)
        : NONE;
  }

  /**
   * Adds the noise of an environment's next step.
   *
   * @param actions environments × action size floats, of which the environment's are changed
   */
  void addTo(int env, Pcg64 random, float[] actions);

  /** Takes in that an environment's episode is over. */
  default void endEpisode(int env) {}

  /** Hands over what is carried from step to step. */
  @Override
  default void state(State state) throws IOException {}

  /** A process for each element of each environment's actions. */
  final class OrnsteinUhlenbeck implements NoiseProcess {

    private final int actionSize;
    private final double pull;
    private final double scale;
    private final float[] values;

    private OrnsteinUhlenbeck(OrnsteinUhlenbeckNoise settings, int environments, int actionSize) {
      this.actionSize = actionSize;
      this.pull = settings.theta() * settings.dt();
      this.scale = settings.std() * Math.sqrt(settings.dt());
      this.values = new float[Math.multiplyExact(environments, actionSize)];
    }

    @Override
    public void addTo(int env, Pcg64 random, float[] actions) {
      for (int i = env * actionSize; i < (env + 1) * actionSize; i++) {
        values[i] += (float) (scale * random.nextGaussian() - pull * values[i]);
        actions[i] += values[i];
      }
    }

    @Override
    public void endEpisode(int env) {
      Arrays.fill(values, env * actionSize, (env + 1) * actionSize, 0);
    }

    @Override
    public void state(State state) throws IOException {
      state.of(values);
    }
  }
}
