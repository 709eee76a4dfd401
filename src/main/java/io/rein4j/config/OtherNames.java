package io.rein4j.config;

import io.rein4j.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that other toolkits have for what a run's config says: those of Stable-Baselines3, of
 * its zoo, of CleanRL and of DreamerV3; and those that keys of ours had.
 *
 * <p>A value of ours is a template: {@code ${name:0.5}} stands for the value of that name in the
 * same section, if it is a number or a list of numbers as what is behind the colon, and else for
 * that. Where several names mean the same, a comma is between them.
 */
final class OtherNames {

  private static final List<String> ROLLOUTS = List.of("a2c", "ppo");
  private static final List<String> DQN = List.of("dqn");
  private static final List<String> PPO = List.of("ppo");
  private static final List<String> SAC = List.of("sac");
  private static final List<String> TD3 = List.of("td3");
  private static final List<String> ACTOR_CRITICS = List.of("sac", "td3");
  private static final List<String> REPLAYS = List.of("dqn", "sac", "td3");
  private static final List<String> ANY = List.of("a2c", "dqn", "ppo", "sac", "td3");

  private static final String WRAPPERS = "env.wrappers";
  private static final String RULES = "[{type: global-norm, threshold: ${max_grad_norm:0.5}}]";
  private static final String AGC = "[{type: adaptive-parameterwise, threshold: ${agc:0.3}}]";
  private static final String SKIPPED_SPIKES = "[{type: z-clip, on-exceed: skip}]";
  private static final String EXPLORATION =
      "{type: linear, from: ${exploration_initial_eps,start_e:1},"
          + " to: ${exploration_final_eps,end_e:0.05}, until: ${exploration_fraction:0.1}}";
  private static final String ATOMS =
      "{type: categorical, atoms: ${n_atoms:51}, min: ${v_min:-10}, max: ${v_max:10}}";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_,]+):([^}]*)}");

  private static final Map<String, List<Key>> KEYS = keysByName();

  private static Map<String, List<Key>> keysByName() {
    Table table = new Table();
    table.call("exp_name").key("name", "a", ANY);
    table.call("env_id").key("env.id", "CartPole-v1", ANY);
    table.call("n_envs num_envs").key("env.count", "8", ANY);
    table.call("env_kwargs").key("env.options", "{}", ANY);
    table.call("env_wrapper vec_env_wrapper").key(WRAPPERS, "[]", ANY);
    table.call("frame_stack").value(WRAPPERS, "[{type: frame-stack, size: ${frame_stack:4}}]", ANY);
    table
        .call("frame_skip")
        .value(WRAPPERS, "[{type: action-repeat, times: ${frame_skip:4}}]", ANY);
    table
        .call("normalize")
        .meaning(
            WRAPPERS, "[{type: observation-normalization}, {type: reward-normalization}]", ANY);
    table.call("norm_obs").meaning(WRAPPERS, "[{type: observation-normalization}]", ANY);
    table.call("norm_reward").meaning(WRAPPERS, "[{type: reward-normalization}]", ANY);
    table.call("n_timesteps total_timesteps").key("training.steps", "100_000", ANY);
    table.call("log_interval").keyOnly("training.log-every", "1000", ANY);
    table.call("eval_freq").keyOnly("evaluation.every", "10_000", ANY);
    table.call("n_eval_episodes eval_episodes").key("evaluation.episodes", "20", ANY);
    table.call("save_freq").keyOnly("checkpoint.every", "10_000", ANY);

    table.call("learning_rate lr").key("agent.optimizer.learning-rate", "3e-4", ANY);
    table
        .call("anneal_lr")
        .value("agent.optimizer.learning-rate", "{type: linear, from: 2.5e-4, to: 0}", ANY);
    table.call("optimizer_class").key("agent.optimizer.type", "adam", ANY);
    table.call("use_rms_prop").meaning("agent.optimizer.type", "rmsprop-tf", ANY);
    table.call("rms_prop_eps adam_eps").key("agent.optimizer.epsilon", "1e-5", ANY);
    table
        .call("weight_decay")
        .value("agent.optimizer", "{type: adamw, weight-decay: ${weight_decay:0.01}}", ANY);
    table.call("max_grad_norm").value("agent.clipping.rules", RULES, ANY);
    table.call("agc").value("agent.clipping.rules", AGC, ANY);
    table.call("skip_on_spike").meaning("agent.clipping.rules", SKIPPED_SPIKES, ANY);

    table.call("policy").value("agent.network.type", "mlp", ANY);
    table.call("policy_kwargs").key("agent.network", "{hidden: [64, 64]}", ANY);
    table.call("net_arch").value("agent.network.hidden", "${net_arch:[64, 64]}", ANY);
    table.call("activation_fn").value("agent.network.activation", "tanh", ANY);
    table.call("ortho_init").meaning("agent.network.initialization", "orthogonal", ANY);
    table
        .call("lstm_hidden_size")
        .value(
            "agent.network.lstm", "{units: ${lstm_hidden_size:64}, sequence-length: 16}", ROLLOUTS);

    table.call("batch_size").key("agent.batch-size", "64", List.of("dqn", "ppo", "sac", "td3"));
    table.call("minibatch_size").key("agent.batch-size", "64", PPO);
    table
        .call("n_steps")
        .key("agent.rollout-steps", "128", ROLLOUTS)
        .key("agent.n-step", "1", REPLAYS);
    table.call("num_steps").key("agent.rollout-steps", "128", ROLLOUTS);
    table.call("n_epochs update_epochs").key("agent.epochs", "10", PPO);
    table.call("gae_lambda").key("agent.gae-lambda", "0.95", ROLLOUTS);
    table.call("clip_range clip_coef").key("agent.ratio-clip", "0.2", PPO);
    table.call("clip_range_vf").key("agent.value-clip", "0.2", PPO);
    table.call("clip_vloss").value("agent.value-clip", "0.2", PPO);
    table
        .call("ent_coef")
        .key("agent.entropy-coefficient", "0", ROLLOUTS)
        .key("agent.entropy-coefficient", "0.1", SAC);
    table.call("vf_coef").key("agent.value-coefficient", "0.5", ROLLOUTS);
    table.call("normalize_advantage norm_adv").key("agent.normalize-advantages", "true", ROLLOUTS);
    table.call("target_kl").key("agent.target-kl", "0.01", PPO);
    table
        .call("use_sde")
        .key("agent.gaussian.sde", "true", ROLLOUTS)
        .meaning("agent.sde", "{}", SAC);
    table
        .call("sde_sample_freq")
        .value(
            "agent.gaussian", "{sde: true, sde-sample-frequency: ${sde_sample_freq:4}}", ROLLOUTS)
        .key("agent.sde.sample-frequency", "4", SAC);
    table
        .call("log_std_init")
        .key("agent.gaussian.initial-log-std", "0", ROLLOUTS)
        .key("agent.sde.initial-log-std", "-3", SAC);

    table.call("buffer_size").key("agent.replay.capacity", "100_000", REPLAYS);
    table.call("learning_starts").key("agent.replay.warmup", "1000", REPLAYS);
    table.call("train_freq train_frequency").key("agent.train-frequency", "4", REPLAYS);
    table.call("gradient_steps").key("agent.gradient-steps", "1", REPLAYS);
    table
        .call("target_update_interval target_network_frequency")
        .key("agent.target-update-interval", "10_000", DQN);
    table.call("tau").key("agent.target-update-rate", "1.0", REPLAYS);
    table
        .call("exploration_fraction exploration_initial_eps exploration_final_eps")
        .value("agent.exploration", EXPLORATION, DQN);
    table.call("start_e end_e").value("agent.exploration", EXPLORATION, DQN);
    table
        .call("n_quantiles")
        .value("agent.distribution", "{type: quantile, quantiles: ${n_quantiles:200}}", DQN);
    table.call("n_atoms v_min v_max").value("agent.distribution", ATOMS, DQN);
    table.call("prioritized_replay_alpha").key("agent.replay.prioritized.alpha", "0.5", REPLAYS);
    table.call("prioritized_replay_beta").key("agent.replay.prioritized.beta", "0.4", REPLAYS);

    table.call("target_entropy").key("agent.target-entropy", "-1", SAC);
    table.call("policy_delay policy_frequency").key("agent.policy-delay", "2", TD3);
    table.call("target_policy_noise policy_noise").key("agent.target-noise", "0.2", TD3);
    table.call("target_noise_clip noise_clip").key("agent.target-noise-clip", "0.5", TD3);
    table.call("n_critics").key("agent.critics", "2", ACTOR_CRITICS);
    table
        .call("noise_std exploration_noise")
        .value(
            "agent.action-noise",
            "{type: normal, std: ${noise_std,exploration_noise:0.1}}",
            ACTOR_CRITICS);
    return Collections.unmodifiableMap(table.keys);
  }

  /** How the value of a name becomes one of ours. */
  enum Use {
    /** It does not, as it counts something else. */
    NONE,
    /** A number is the value of our key too. */
    SAME,
    /** A number, or a list of them, takes its place in the template. */
    PART,
    /** True means the template. */
    TRUE
  }

  /**
   * A key of ours, or a value of it, that says the same.
   *
   * @param path the key, seen from the whole config
   * @param template a value that it takes
   * @param use how the value of the name becomes one of the key
   * @param agents the types of agents that have it
   */
  record Key(String path, String template, Use use, List<String> agents) {

    private static final String EXAMPLE = ", for example,";

    /** {@return a value that it takes} */
    String example() {
      return filled(Map.of());
    }

    /**
     * {@return the key in quotation marks, with the value if it is known or an example is needed,
     * as it goes on behind a word}
     *
     * @param name the other toolkit's name, with underscores
     * @param given what stands beside it, and itself, by names with underscores
     */
    private String quoted(String name, Map<String, Node> given) {
      Node value = given.get(name);
      return switch (use) {
        case NONE -> quoted("");
        case SAME -> quoted(likewise(value, template).map(": "::concat).orElse(""));
        case PART -> (takes(name, value) ? "" : EXAMPLE) + quoted(": " + filled(given));
        case TRUE ->
            (value instanceof Node.Single single && single.scalar().asBoolean().orElse(false)
                    ? ""
                    : EXAMPLE)
                + quoted(": " + template);
      };
    }

    /**
     * {@return whether a name is given as false, and its key holds nothing of the kind by itself}
     */
    private boolean isSwitchedOff(@Nullable Node value) {
      return use == Use.TRUE
          && template.startsWith("[")
          && value instanceof Node.Single single
          && !single.scalar().asBoolean().orElse(true);
    }

    /** {@return whether the template has a place for the value of a name} */
    private boolean takes(String name, @Nullable Node value) {
      return PLACEHOLDER
          .matcher(template)
          .results()
          .filter(hole -> List.of(hole.group(1).split(",", -1)).contains(name))
          .anyMatch(hole -> likewise(value, hole.group(2)).isPresent());
    }

    private String quoted(String value) {
      return " '%s%s'".formatted(path, value);
    }

    private String filled(Map<String, Node> given) {
      return PLACEHOLDER
          .matcher(template)
          .replaceAll(
              hole ->
                  Stream.of(hole.group(1).split(",", -1))
                      .map(name -> likewise(given.get(name), hole.group(2)))
                      .flatMap(Optional::stream)
                      .findFirst()
                      .orElse(hole.group(2)));
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
   * @param section what stands beside the name, and itself
   */
  static Optional<String> meaning(
      String name, @Nullable String agent, Map<String, Node.Entry> section) {
    String plain = name.replace('-', '_');
    Map<String, Node> given = new HashMap<>();
    section.forEach((key, entry) -> given.put(key.replace('-', '_'), entry.value()));
    List<Key> keys = KEYS.getOrDefault(plain, List.of());
    List<Key> fitting =
        keys.stream().filter(key -> agent != null && key.agents().contains(agent)).toList();
    if (!fitting.isEmpty() && fitting.get(0).isSwitchedOff(given.get(plain))) {
      return Optional.of(
          "leave it out, since only 'true' would be something here:%s"
              .formatted(fitting.get(0).quoted(": " + fitting.get(0).template())));
    }
    if (!fitting.isEmpty()) {
      return Optional.of("it is%s here".formatted(fitting.get(0).quoted(plain, given)));
    }
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            keys.stream()
                .map(
                    key ->
                        key.quoted(plain, given)
                            + (key.agents().equals(ANY) ? "" : " of " + inWords(key.agents())))
                .collect(Collectors.joining(", or", "it is", " here")));
  }

  private static String inWords(List<String> agents) {
    int last = agents.size() - 1;
    String others = String.join(", ", agents.subList(0, last));
    return others.isEmpty() ? agents.get(last) : others + " and " + agents.get(last);
  }

  /**
   * {@return a value as it would be written, if it is a number where the example is one, or a list
   * of numbers where the example is a list}
   */
  private static Optional<String> likewise(@Nullable Node value, String example) {
    if (value instanceof Node.Items items && example.startsWith("[")) {
      List<String> numbers = new ArrayList<>();
      for (Node item : items.nodes()) {
        number(item).ifPresent(numbers::add);
      }
      return numbers.size() == items.nodes().size()
          ? Optional.of(numbers.toString())
          : Optional.empty();
    }
    boolean isNumber = new Scalar(example, true).isNumber();
    return isNumber && value != null ? number(value) : Optional.empty();
  }

  private static Optional<String> number(Node node) {
    return node instanceof Node.Single single && single.scalar().isNumber()
        ? Optional.of(Printable.excerpt(single.scalar().text()))
        : Optional.empty();
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

    Line key(String path, String example, List<String> agents) {
      return enter(new Key(path, example, Use.SAME, agents));
    }

    Line keyOnly(String path, String example, List<String> agents) {
      return enter(new Key(path, example, Use.NONE, agents));
    }

    Line value(String path, String template, List<String> agents) {
      return enter(new Key(path, template, Use.PART, agents));
    }

    Line meaning(String path, String value, List<String> agents) {
      return enter(new Key(path, value, Use.TRUE, agents));
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
