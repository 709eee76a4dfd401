package io.rein4j.train;

import io.rein4j.agent.DiagnosticsSettings;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import io.rein4j.settings.WithBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that determines a run.
 *
 * @param name the name of the run, also used for its folder: letters, digits, '.', '_' and '-'
 * @param seed the seed that every random stream of the run is derived from, ≥ 0
 * @param env the environment that the agent acts in
 * @param agent the agent, and how it learns
 * @param training how long the agent learns
 * @param evaluation when and how the agent is evaluated
 * @param checkpoint when the run's state is saved, to resume from
 * @param diagnostics how often the agent's gradients are measured, for more figures; never if
 *     absent
 */
@WithBuilder
public record RunConfig(
    String name,
    long seed,
    EnvSettings env,
    LearnerSettings agent,
    TrainingSettings training,
    EvaluationSettings evaluation,
    CheckpointSettings checkpoint,
    @Nullable DiagnosticsSettings diagnostics) {

  /** The seed of a config that gives none. */
  public static final long DEFAULT_SEED = 1;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public RunConfig {
    if (!NAME.matcher(name).matches()) {
      throw new SettingException(
          "name",
          "A run's 'name' is letters, digits, '.', '_' and '-', begun by a letter or digit, but is '%s'."
              .formatted(name));
    }
    new Setting("seed", "A run's 'seed'").atLeast(0, seed);
    if (diagnostics != null && !agent.hasDiagnostics()) {
      throw new SettingException(
          "diagnostics",
          "'diagnostics' needs an agent that measures its gradients, as dqn, ppo, a2c and reinforce do, but the agent is '%s': leave it out."
              .formatted(TypeNames.nameOf(agent)));
    }
  }

  /**
   * {@return a builder that starts from the seed, evaluations and checkpoints that a run has by
   * default}
   *
   * @param name what the run is called
   * @param env the environment that the agent acts in
   * @param agent the agent, and how it learns
   * @param training how long the agent learns
   */
  public static RunConfigBuilder builder(
      String name, EnvSettings env, LearnerSettings agent, TrainingSettings training) {
    return new RunConfig(
            name,
            DEFAULT_SEED,
            env,
            agent,
            training,
            EvaluationSettings.DEFAULTS,
            CheckpointSettings.DEFAULTS,
            null)
        .toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public RunConfigBuilder toBuilder() {
    return RunConfigBuilder.from(this);
  }

  /**
   * {@return the step with which training ends: the first of at least training's steps that all
   * environments have taken and that ends a rollout}
   */
  public long lastStep() {
    long rollout = (long) agent.stepsPerRollout() * env.count();
    long begun = training.steps() % rollout;
    return begun == 0 ? training.steps() : training.steps() - begun + rollout;
  }

  /**
   * {@return the same run over another number of steps}
   *
   * @param steps the steps of training
   */
  public RunConfig withSteps(long steps) {
    return toBuilder().training(new TrainingSettings(steps, training.logEvery())).build();
  }
}
