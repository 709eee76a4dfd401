package io.rein4j.train;

import io.rein4j.catalog.Catalog;
import io.rein4j.record.RunRecorder;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Runs that are small enough for tests, with everything in them that a run can have. */
public final class SmallRuns {

  /** DQN in three environments, whose steps fall between all multiples. */
  public static final String DQN =
      """
      name: small-dqn
      env: {id: CartPole-v1, count: 3}
      agent:
        type: dqn
        network: {hidden: [16]}
        clipping: {rules: [{type: global-norm, threshold: 0.5}]}
        replay: {capacity: 300, warmup: 60}
        train-frequency: 4
        gradient-steps: 3
        target-update-interval: 50
        exploration: {type: linear, from: 1.0, to: 0.1, until: 0.5}
      training: {steps: 1000, log-every: 100}
      evaluation: {every: 400, episodes: 3, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** PPO in eight environments, with checkpoints in the middle of rollouts. */
  public static final String PPO =
      """
      name: small-ppo
      env: {id: CartPole-v1, count: 8}
      agent:
        type: ppo
        network: {hidden: [16]}
        clipping: {rules: [{type: global-norm, threshold: 0.5}]}
        rollout-steps: 32
        batch-size: 64
        epochs: 2
      training: {steps: 2000, log-every: 100}
      evaluation: {every: 800, episodes: 3, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** A2C with continuous actions and a noise that is kept over steps. */
  public static final String A2C =
      """
      name: small-a2c
      env: {id: Pendulum-v1, count: 3, wrappers: [{type: reward-normalization}]}
      agent:
        type: a2c
        network: {hidden: [16]}
        gaussian: {initial-log-std: -1, sde: true, sde-sample-frequency: 3}
        rollout-steps: 8
      training: {steps: 1300, log-every: 100}
      evaluation: {every: 600, episodes: 2, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** PPO with a memory, with checkpoints in the middle of sequences and episodes. */
  public static final String LSTM =
      """
      name: small-lstm
      env: {id: CartPole-v1, count: 3, wrappers: [{type: observation-mask, drop: [1, 3]}]}
      agent:
        type: ppo
        network: {lstm: {units: 8, sequence-length: 16}, hidden: [8]}
        rollout-steps: 40
        batch-size: 32
        epochs: 2
      training: {steps: 1300, log-every: 100}
      evaluation: {every: 600, episodes: 2, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** A2C whose critic has an update path of its own, some of whose updates are skipped. */
  public static final String CRITIC =
      """
      name: small-critic
      env: {id: CartPole-v1, count: 4}
      agent:
        type: a2c
        network: {hidden: [16]}
        clipping: {rules: [{type: global-norm, threshold: 0.5}]}
        critic-optimizer: {type: sgd, learning-rate: 0.05}
        critic-clipping:
          rules:
            - {type: z-clip, threshold: 1.5, warmup: 5, on-exceed: skip}
            - {type: global-norm, threshold: 2}
        rollout-steps: 8
      training: {steps: 2000, log-every: 400}
      evaluation: {every: 800, episodes: 3, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** A2C with stages behind its optimizers, other ones for actor and critic. */
  public static final String UPDATES =
      """
      name: small-updates
      env: {id: CartPole-v1, count: 4}
      agent:
        type: a2c
        network: {hidden: [16]}
        update-clipping: {rules: [{type: update-rms}, {type: weight-norm, every: 3}]}
        critic-optimizer: {type: sgd, learning-rate: 0.05}
        critic-update-clipping:
          rules: [{type: update-norm, threshold: 0.005}, {type: weight-value, threshold: 1}]
        rollout-steps: 8
      training: {steps: 2000, log-every: 400}
      evaluation: {every: 800, episodes: 3, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** SAC on three update paths, one of which has rules of its own. */
  public static final String SAC =
      """
      name: small-sac
      env: {id: Pendulum-v1, count: 2}
      agent:
        type: sac
        network: {hidden: [8]}
        clipping: {rules: [{type: global-norm, threshold: 5}]}
        actor-clipping: {rules: [{type: z-clip, threshold: 1.5, warmup: 5}]}
        batch-size: 16
        replay: {capacity: 400, warmup: 60}
        train-frequency: 16
        gradient-steps: 2
        sde: {initial-log-std: -1, sample-frequency: 3}
      training: {steps: 1000, log-every: 10}
      evaluation: {every: 400, episodes: 2, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  /** TD3 with noise that is kept over steps, and an actor that learns less often than critics. */
  public static final String TD3 =
      """
      name: small-td3
      env: {id: Pendulum-v1, count: 2}
      agent:
        type: td3
        network: {hidden: [8]}
        clipping: {rules: [{type: global-norm, threshold: 5}]}
        batch-size: 16
        replay: {capacity: 400, warmup: 60, prioritized: {}}
        train-frequency: 4
        gradient-steps: 3
        policy-delay: 2
        n-step: 2
        action-noise: {type: ornstein-uhlenbeck, std: 0.5}
      training: {steps: 1000, log-every: 10}
      evaluation: {every: 400, episodes: 2, max-episode-steps: 50}
      checkpoint: {every: 110, keep: 2}
      """;

  private SmallRuns() {}

  /**
   * Returns one of the texts.
   *
   * @param agent dqn, ppo, a2c, lstm, critic, updates, sac or td3
   * @return the YAML
   */
  public static String yaml(String agent) {
    return switch (agent) {
      case "dqn" -> DQN;
      case "ppo" -> PPO;
      case "a2c" -> A2C;
      case "lstm" -> LSTM;
      case "critic" -> CRITIC;
      case "updates" -> UPDATES;
      case "sac" -> SAC;
      case "td3" -> TD3;
      default -> throw new IllegalArgumentException(agent);
    };
  }

  /** The config of a YAML text. */
  public static RunConfig config(Path folder, String yaml, String... sets) throws IOException {
    Path file = Files.createTempFile(folder, "config", ".yaml");
    Files.writeString(file, yaml);
    return RunConfigs.read(Catalog.standard(), file, List.of(sets));
  }

  /** A new folder with its config in it. */
  public static RunFolder folder(Path runs, RunConfig config) throws IOException {
    RunFolder folder =
        RunFolder.create(runs, config.name(), config.seed(), LocalDateTime.of(2026, 1, 1, 0, 0));
    Files.writeString(folder.config(), RunConfigs.toYaml(config));
    return folder;
  }

  /** Trains from the beginning or the newest checkpoint to the end. */
  public static RunSummary train(RunConfig config, RunFolder folder, RunListener... listeners)
      throws IOException {
    return train(Catalog.standard(), config, folder, notice -> {}, listeners);
  }

  /** Trains with the environments of a catalog, some of which may have something to say. */
  public static RunSummary train(
      Catalog catalog,
      RunConfig config,
      RunFolder folder,
      Consumer<String> notices,
      RunListener... listeners)
      throws IOException {
    return train(catalog, config, folder, StepGoals.of(config), notices, listeners);
  }

  /**
   * Goes on with a run that has finished.
   *
   * @param config its config
   * @param longer the same with more steps
   */
  public static RunSummary extend(RunConfig config, RunConfig longer, RunFolder folder)
      throws IOException {
    StepGoals goals =
        new StepGoals(
            Set.of(config.training().steps(), longer.training().steps()), "provenance.json");
    Files.writeString(folder.config(), RunConfigs.toYaml(longer));
    return train(Catalog.standard(), longer, folder, goals, notice -> {});
  }

  private static RunSummary train(
      Catalog catalog,
      RunConfig config,
      RunFolder folder,
      StepGoals goals,
      Consumer<String> notices,
      RunListener... listeners)
      throws IOException {
    try (Trainer trainer = new Trainer(catalog, config, folder, notices)) {
      Checkpoints.restore(trainer, folder, goals, warning -> {}).run();
      try (RunRecorder recorder = recorder(trainer, folder)) {
        return trainer.run(RunListener.of(recorder, RunListener.of(listeners)));
      }
    }
  }

  /**
   * Trains from the beginning until an episode has ended, and stops there with a checkpoint.
   *
   * @return the step at which the run stopped
   */
  public static long stopAtEpisode(RunConfig config, RunFolder folder, long episode)
      throws IOException {
    try (Trainer trainer = new Trainer(Catalog.standard(), config, folder);
        RunRecorder recorder = recorder(trainer, folder)) {
      RunListener stopping =
          new RunListener() {
            @Override
            public void episodeEnded(EpisodeRecord record) {
              if (record.episode() == episode) {
                trainer.stop();
              }
            }
          };
      try {
        trainer.run(RunListener.of(recorder, stopping));
      } catch (RunStoppedException e) {
        return e.step();
      }
    }
    throw new AssertionError("The run was not stopped.");
  }

  private static RunRecorder recorder(Trainer trainer, RunFolder folder) throws IOException {
    return new RunRecorder(
        folder, trainer.agent().layout(), trainer.pathNames(), trainer.measuresUpdates(), () -> 0);
  }

  /** The newest checkpoint of a run. */
  static ChosenCheckpoint newest(RunFolder folder) {
    return new ChosenCheckpoint(folder, ChosenCheckpoint.Which.LAST);
  }

  /**
   * The whole state of a finished run's agent: parameters, optimizer, memory, random streams.
   *
   * @param run the run's folder
   * @return the bytes of the last checkpoint's section
   * @throws IOException if there is no whole checkpoint
   */
  public static byte[] agentState(Path run) throws IOException {
    RunFolder folder = RunFolder.open(run);
    try (Trainer trainer =
        new Trainer(
            Catalog.standard(),
            RunConfigs.readResolved(Catalog.standard(), folder.config()),
            folder)) {
      Checkpoints.loadAgent(trainer, newest(folder), warning -> {});
      return StateBytes.of(trainer.agent());
    }
  }
}
