package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Noise on the rewards that the agent learns from; evaluation and an episode's own return stay
 * clean.
 *
 * <p>Gaussian noise adds scale × a normal number to every reward, student-t scale × a number of
 * Student's t distribution. Contaminated noise adds, with the probability, spike-scale × a normal
 * number, on top of gaussian noise if a scale is given. A delayed reward comes some steps later;
 * the step that ends the episode also pays all that is still owed, so that no reward is lost (an
 * end that a time limit around this wrapper makes is not seen in time, so the limit belongs
 * within). A flipped reward has its sign changed, a dropped one is 0.
 *
 * @param distribution the kind of noise: gaussian or student-t on every reward, contaminated by
 *     rare spikes, or rewards that are delayed, flipped or dropped
 * @param scale the standard deviation of gaussian, or the factor of student-t, ≥ 0; for
 *     contaminated, the standard deviation between spikes, or none if absent
 * @param degreesOfFreedom for student-t, > 0: how light the tails are; the variance is infinite up
 *     to 2, the mean does not exist up to 1
 * @param probability for contaminated, flipped and dropped: the probability that a reward is
 *     affected, in [0, 1]
 * @param spikeScale for contaminated: the standard deviation of a spike, ≥ 0
 * @param delay for delayed: the number of steps from earning a reward to getting it, 1 to 1,000,000
 */
@WithBuilder
@TypeName("reward-noise")
public record RewardNoise(
    Distribution distribution,
    @Nullable Double scale,
    @Nullable Double degreesOfFreedom,
    @Nullable Double probability,
    @Nullable Double spikeScale,
    @Nullable Integer delay)
    implements Wrapper {

  private static final int LONGEST_DELAY = 1_000_000;

  private static final String SCALE = "scale";
  private static final String DEGREES_OF_FREEDOM = "degrees-of-freedom";
  private static final String PROBABILITY = "probability";
  private static final String SPIKE_SCALE = "spike-scale";
  private static final String DELAY = "delay";

  /** A kind of noise. */
  public enum Distribution {
    /** Normal noise on every reward. */
    GAUSSIAN,
    /** Noise of Student's t distribution on every reward. */
    STUDENT_T,
    /** Rare large spikes. */
    CONTAMINATED,
    /** Rewards that come later. */
    DELAYED,
    /** Rewards whose sign is flipped now and then. */
    FLIPPED,
    /** Rewards that are dropped now and then. */
    DROPPED;

    /** {@return the name in a config} */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private List<String> needed() {
      return switch (this) {
        case GAUSSIAN -> List.of(SCALE);
        case STUDENT_T -> List.of(DEGREES_OF_FREEDOM, SCALE);
        case CONTAMINATED -> List.of(PROBABILITY, SPIKE_SCALE);
        case DELAYED -> List.of(DELAY);
        case FLIPPED, DROPPED -> List.of(PROBABILITY);
      };
    }

    private List<String> optional() {
      return this == CONTAMINATED ? List.of(SCALE) : List.of();
    }

    private void check(String key, @Nullable Object value) {
      if (value == null && needed().contains(key)) {
        throw new SettingException(
            List.of(key, "distribution"),
            "Reward noise of the distribution '%s' needs the key '%s'.".formatted(this, key));
      }
      if (value != null && !needed().contains(key) && !optional().contains(key)) {
        throw new SettingException(
            List.of(key, "distribution"),
            "The key '%s' does not belong to reward noise of the distribution '%s', whose keys are: %s."
                .formatted(
                    key,
                    this,
                    Stream.of(needed(), optional())
                        .flatMap(List::stream)
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  public RewardNoise {
    distribution.check(SCALE, scale);
    distribution.check(DEGREES_OF_FREEDOM, degreesOfFreedom);
    distribution.check(PROBABILITY, probability);
    distribution.check(SPIKE_SCALE, spikeScale);
    distribution.check(DELAY, delay);
    if (scale != null) {
      new Setting(SCALE).notNegative(scale);
    }
    if (spikeScale != null) {
      new Setting(SPIKE_SCALE).notNegative(spikeScale);
    }
    if (degreesOfFreedom != null) {
      new Setting(DEGREES_OF_FREEDOM).positive(degreesOfFreedom);
    }
    if (probability != null) {
      new Setting(PROBABILITY).share(probability);
    }
    if (delay != null) {
      new Setting(DELAY).within(1, LONGEST_DELAY, delay);
    }
  }

  /**
   * {@return a builder for noise of a kind, which needs some of the other keys}
   *
   * @param distribution what the noise is
   */
  public static RewardNoiseBuilder builder(Distribution distribution) {
    return RewardNoiseBuilder.empty().distribution(distribution);
  }

  /** {@return a builder that starts from these settings} */
  public RewardNoiseBuilder toBuilder() {
    return RewardNoiseBuilder.from(this);
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    if (!context.training()) {
      return env;
    }
    return new RewardEnv(
        env,
        distribution == Distribution.DELAYED
            ? new DelayedReward(Objects.requireNonNull(delay))
            : new RandomReward(noise(), context.stream()));
  }

  private RandomReward.Noise noise() {
    double factor = orZero(scale);
    double freedom = orZero(degreesOfFreedom);
    double chance = orZero(probability);
    double spike = orZero(spikeScale);
    return switch (distribution) {
      case GAUSSIAN -> (reward, random) -> reward + factor * random.standardNormal();
      case STUDENT_T -> (reward, random) -> reward + factor * random.standardT(freedom);
      case CONTAMINATED ->
          (reward, random) -> {
            double noisy = reward + factor * random.standardNormal();
            return random.nextDouble() < chance ? noisy + spike * random.standardNormal() : noisy;
          };
      case FLIPPED -> (reward, random) -> random.nextDouble() < chance ? -reward : reward;
      case DROPPED -> (reward, random) -> random.nextDouble() < chance ? 0 : reward;
      case DELAYED -> throw new IllegalStateException("A delay draws nothing.");
    };
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }
}
