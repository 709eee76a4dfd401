package io.rein4j.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that other toolkits have for what a run's config says: those of Stable-Baselines3, of
 * its zoo and of CleanRL. The values are what stands in those where nothing is said.
 */
final class OtherNames {

  private static final List<String> ROLLOUTS = List.of("a2c", "ppo");
  private static final List<String> DQN = List.of("dqn");
  private static final List<String> PPO = List.of("ppo");
  private static final List<String> ANY = List.of("a2c", "dqn", "ppo");

  private static final String WRAPPERS = "env.wrappers";
  private static final String RULES = "[{type: global-norm, threshold: 0.5}]";
  private static final String EXPLORATION = "{type: linear, from: 1, to: 0.05, until: 0.1}";
  private static final String ATOMS = "{type: categorical, atoms: 51, min: -10, max: 10}";

  private static final Map<String, List<Key>> KEYS = keysByName();

  private static Map<String, List<Key>> keysByName() {
    Table table = new Table();
    table.call("exp_name").key("name", "a", ANY);
    table.call("env_id").key("env.id", "CartPole-v1", ANY);
    table.call("n_envs num_envs").key("env.count", "8", ANY);
    table.call("env_kwargs").key("env.options", "{}", ANY);
    table.call("env_wrapper vec_env_wrapper").key(WRAPPERS, "[]", ANY);
    table.call("frame_stack").value(WRAPPERS, "[{type: frame-stack, size: 4}]", ANY);
    table.call("frame_skip").value(WRAPPERS, "[{type: action-repeat, times: 4}]", ANY);
    table
        .call("normalize")
        .value(WRAPPERS, "[{type: observation-normalization}, {type: reward-normalization}]", ANY);
    table.call("norm_obs").value(WRAPPERS, "[{type: observation-normalization}]", ANY);
    table.call("norm_reward").value(WRAPPERS, "[{type: reward-normalization}]", ANY);
    table.call("n_timesteps total_timesteps").key("training.steps", "100_000", ANY);
    table.call("log_interval").key("training.log-every", "1000", ANY);
    table.call("eval_freq").key("evaluation.every", "10_000", ANY);
    table.call("n_eval_episodes eval_episodes").key("evaluation.episodes", "20", ANY);
    table.call("save_freq").key("checkpoint.every", "10_000", ANY);

    table.call("learning_rate lr").key("agent.optimizer.learning-rate", "3e-4", ANY);
    table
        .call("anneal_lr")
        .value("agent.optimizer.learning-rate", "{type: linear, from: 2.5e-4, to: 0}", ANY);
    table.call("optimizer_class").key("agent.optimizer.type", "adam", ANY);
    table.call("use_rms_prop").value("agent.optimizer.type", "rmsprop-tf", ANY);
    table.call("rms_prop_eps adam_eps").key("agent.optimizer.epsilon", "1e-5", ANY);
    table.call("weight_decay").value("agent.optimizer", "{type: adamw, weight-decay: 0.01}", ANY);
    table.call("max_grad_norm").value("agent.clipping.rules", RULES, ANY);

    table.call("policy").key("agent.network.type", "mlp", ANY);
    table.call("policy_kwargs").key("agent.network", "{hidden: [64, 64]}", ANY);
    table.call("net_arch").value("agent.network.hidden", "[64, 64]", ANY);
    table.call("activation_fn").value("agent.network.activation", "tanh", ANY);
    table.call("ortho_init").value("agent.network.initialization", "orthogonal", ANY);
    table
        .call("lstm_hidden_size")
        .value("agent.network.lstm", "{units: 64, sequence-length: 16}", ROLLOUTS);

    table.call("batch_size").key("agent.batch-size", "64", List.of("dqn", "ppo"));
    table.call("minibatch_size").key("agent.batch-size", "64", PPO);
    table.call("n_steps").key("agent.rollout-steps", "128", ROLLOUTS).key("agent.n-step", "1", DQN);
    table.call("num_steps").key("agent.rollout-steps", "128", ROLLOUTS);
    table.call("n_epochs update_epochs").key("agent.epochs", "10", PPO);
    table.call("gae_lambda").key("agent.gae-lambda", "0.95", ROLLOUTS);
    table.call("clip_range clip_coef").key("agent.ratio-clip", "0.2", PPO);
    table.call("clip_range_vf").key("agent.value-clip", "0.2", PPO);
    table.call("clip_vloss").value("agent.value-clip", "0.2", PPO);
    table.call("ent_coef").key("agent.entropy-coefficient", "0", ROLLOUTS);
    table.call("vf_coef").key("agent.value-coefficient", "0.5", ROLLOUTS);
    table.call("normalize_advantage norm_adv").key("agent.normalize-advantages", "true", ROLLOUTS);
    table.call("target_kl").key("agent.target-kl", "0.01", PPO);
    table.call("use_sde").key("agent.gaussian.sde", "true", ROLLOUTS);
    table
        .call("sde_sample_freq")
        .value("agent.gaussian", "{sde: true, sde-sample-frequency: 4}", ROLLOUTS);
    table.call("log_std_init").key("agent.gaussian.initial-log-std", "0", ROLLOUTS);

    table.call("buffer_size").key("agent.replay.capacity", "100_000", DQN);
    table.call("learning_starts").key("agent.replay.warmup", "1000", DQN);
    table.call("train_freq train_frequency").key("agent.train-frequency", "4", DQN);
    table.call("gradient_steps").key("agent.gradient-steps", "1", DQN);
    table
        .call("target_update_interval target_network_frequency")
        .key("agent.target-update-interval", "10_000", DQN);
    table.call("tau").key("agent.target-update-rate", "1.0", DQN);
    table
        .call("exploration_fraction exploration_initial_eps exploration_final_eps")
        .value("agent.exploration", EXPLORATION, DQN);
    table.call("start_e end_e").value("agent.exploration", EXPLORATION, DQN);
    table.call("n_quantiles").value("agent.distribution", "{type: quantile, quantiles: 200}", DQN);
    table.call("n_atoms v_min v_max").value("agent.distribution", ATOMS, DQN);
    table.call("prioritized_replay_alpha").key("agent.replay.prioritized.alpha", "0.5", DQN);
    table.call("prioritized_replay_beta").key("agent.replay.prioritized.beta", "0.4", DQN);
    return Collections.unmodifiableMap(table.keys);
  }

  /**
   * A key of ours, or a value of it, that says the same.
   *
   * @param path the key, seen from the whole config
   * @param value a value that it takes
   * @param withValue whether the value is named too, as the key alone would not do
   * @param agents the types of agents that have it
   */
  record Key(String path, String value, boolean withValue, List<String> agents) {

    private String quoted() {
      return withValue ? "'%s: %s'".formatted(path, value) : "'%s'".formatted(path);
    }
  }

  private OtherNames() {}

  /** {@return the keys of all names} */
  static Map<String, List<Key>> keys() {
    return KEYS;
  }

  /**
   * {@return what a name is here, as the end of a sentence; empty if it is none of these}
   *
   * @param name the name, with underscores or hyphens
   * @param agent the type of the config's agent, or null if it has none
   */
  static Optional<String> meaning(String name, @Nullable String agent) {
    List<Key> keys = KEYS.getOrDefault(name.replace('-', '_'), List.of());
    List<Key> fitting =
        keys.stream().filter(key -> agent != null && key.agents().contains(agent)).toList();
    if (!fitting.isEmpty()) {
      return Optional.of("it is %s here".formatted(fitting.get(0).quoted()));
    }
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            keys.stream()
                .map(
                    key ->
                        key.quoted()
                            + (key.agents().equals(ANY)
                                ? ""
                                : " of " + String.join(" and ", key.agents())))
                .collect(Collectors.joining(", or ", "it is ", " here")));
  }

  /** The table as it is being written. */
  private static final class Table {

    private final Map<String, List<Key>> keys = new LinkedHashMap<>();

    Line call(String names) {
      return new Line(keys, List.of(names.split(" ")));
    }
  }

  /** A line of the table, which is entered as it is written. */
  private record Line(Map<String, List<Key>> table, List<String> names) {

    Line key(String path, String value, List<String> agents) {
      return enter(new Key(path, value, false, agents));
    }

    Line value(String path, String value, List<String> agents) {
      return enter(new Key(path, value, true, agents));
    }

    private Line enter(Key key) {
      for (String name : names) {
        table.merge(
            name,
            List.of(key),
            (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
      }
      return this;
    }
  }
}
