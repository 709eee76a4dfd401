package io.rein4j.agent.offpolicy;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;

/**
 * Noise that an Ornstein–Uhlenbeck process carries from step to step, so that an action goes the
 * same way for some time: x ← x − θ·x·Δt + σ·√Δt·ε with ε ~ N(0, 1) (Lillicrap et al. 2016; as
 * Stable-Baselines3's {@code OrnsteinUhlenbeckActionNoise} around 0). Each episode begins with 0.
 *
 * @param std σ, where actions lie in [−1, 1]; ≥ 0
 * @param theta θ: how fast it returns to 0, ≥ 0
 * @param dt Δt: the time of one step, > 0
 */
@TypeName("ornstein-uhlenbeck")
public record OrnsteinUhlenbeckNoise(double std, double theta, double dt) implements ActionNoise {

  /** SB3's θ and Δt; the σ of Lillicrap et al. (2016). */
  public static final OrnsteinUhlenbeckNoise DEFAULTS = new OrnsteinUhlenbeckNoise(0.2, 0.15, 0.01);

  public OrnsteinUhlenbeckNoise {
    new Setting("std").notNegativeFloat(std);
    new Setting("theta").notNegativeFloat(theta);
    new Setting("dt").positive(dt);
    new Setting("dt").withinFloats(dt);
    if (theta * dt > 1) {
      throw new SettingException(
          "theta",
          "'theta' times 'dt' must be at most 1, because the noise would overshoot 0 at every step, but it is %s."
              .formatted(theta * dt));
    }
  }
}
