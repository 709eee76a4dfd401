package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rein4j.catalog.Catalog;
import io.rein4j.train.RunConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherNamesTest {

  private static final String CONFIG =
      """
      name: a
      env: {id: CartPole-v1}
      agent: {type: %s}
      training: {steps: 100_000}
      """;

  @TestFactory
  Stream<DynamicTest> key_ofEveryName_isOneOfEachOfItsAgents() {
    return OtherNames.keys().entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .flatMap(
                        key ->
                            key.agents().stream()
                                .map(
                                    agent ->
                                        dynamicTest(
                                            entry.getKey() + " of " + agent,
                                            () -> assertReads(key, agent)))));
  }

  private static void assertReads(OtherNames.Key key, String agent) {
    YamlValue config =
        YamlValue.ofText(CONFIG.formatted(agent), "here")
            .withSets(List.of(key.path() + "=" + key.example()), new Problems());
    assertThat(new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config).name())
        .isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.max_grad_norm | ppo | there is no key 'max_grad_norm' in agent of type 'ppo'; it is 'agent.clipping.rules: [{type: global-norm, threshold: 1}]' here.
          max_grad_norm       | dqn | there is no key 'max_grad_norm' at the top level; it is 'agent.clipping.rules: [{type: global-norm, threshold: 1}]' here.
          agent.optimizer.learning_rate | ppo | there is no key 'learning_rate' in agent.optimizer of type 'adam'; it is 'agent.optimizer.learning-rate: 1' here.
          agent.learning-rate | a2c | there is no key 'learning-rate' in agent of type 'a2c'; it is 'agent.optimizer.learning-rate: 1' here.
          agent.n_steps       | ppo | there is no key 'n_steps' in agent of type 'ppo'; it is 'agent.rollout-steps: 1' here.
          training.n_steps    | dqn | there is no key 'n_steps' in training; it is 'agent.n-step: 1' here.
          agent.n_steps       | reinforce | there is no key 'n_steps' in agent of type 'reinforce'; it is 'agent.rollout-steps: 1' of a2c and ppo, or 'agent.n-step: 1' of dqn, sac and td3 here.
          agent.buffer_size   | ppo | there is no key 'buffer_size' in agent of type 'ppo'; it is 'agent.replay.capacity: 1' of dqn, sac and td3 here.
          agent.ent_coef      | sac | there is no key 'ent_coef' in agent of type 'sac'; it is 'agent.entropy-coefficient: 1' here.
          agent.max_grad_norm | td3 | there is no key 'max_grad_norm' in agent of type 'td3'; it is 'agent.clipping.rules: [{type: global-norm, threshold: 1}]' here.
          env.n_envs          | ppo | there is no key 'n_envs' in env; it is 'env.count: 1' here.
          n_timesteps         | ppo | there is no key 'n_timesteps' at the top level; it is 'training.steps: 1' here.
          """)
  void read_nameOfAnotherToolkit_tellsTheKey(String path, String agent, String sentence) {
    YamlValue config =
        YamlValue.ofText(CONFIG.formatted(agent), "here")
            .withSets(List.of(path + "=1"), new Problems());
    assertThatThrownBy(() -> new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set %s=1: %s".formatted(path, sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.max_grad_norm=7          | ppo | it is 'agent.clipping.rules: [{type: global-norm, threshold: 7}]' here.
          agent.max_grad_norm=much       | ppo | it is, for example, 'agent.clipping.rules: [{type: global-norm, threshold: 0.5}]' here.
          agent.agc=0.1                  | dqn | it is 'agent.clipping.rules: [{type: adaptive-parameterwise, threshold: 0.1}]' here.
          agent.net_arch=[64]            | ppo | it is 'agent.network.hidden: [64]' here.
          agent.net_arch=[32,16.5]       | ppo | it is 'agent.network.hidden: [32, 16.5]' here.
          agent.net_arch={pi: [64]}      | ppo | it is, for example, 'agent.network.hidden: [64, 64]' here.
          agent.net_arch=64              | ppo | it is, for example, 'agent.network.hidden: [64, 64]' here.
          agent.policy=MlpPolicy         | ppo | it is, for example, 'agent.network.type: mlp' here.
          agent.learning_rate=lin_3e-4   | ppo | it is 'agent.optimizer.learning-rate' here.
          agent.learning_rate=7e-4       | ppo | it is 'agent.optimizer.learning-rate: 7e-4' here.
          agent.exploration-fraction=0.3 | dqn | it is 'agent.exploration: {type: linear, from: 1, to: 0.05, until: 0.3}' here.
          agent.end_e=0.02               | dqn | it is 'agent.exploration: {type: linear, from: 1, to: 0.02, until: 0.1}' here.
          agent.v_min=-3                 | dqn | it is 'agent.distribution: {type: categorical, atoms: 51, min: -3, max: 10}' here.
          agent.ortho_init=true          | ppo | it is 'agent.network.initialization: orthogonal' here.
          agent.ortho_init=false         | ppo | it is, for example, 'agent.network.initialization: orthogonal' here.
          agent.env_id=3                 | ppo | it is 'env.id' here.
          agent.eval_freq=3              | ppo | it is 'evaluation.every' here.
          """)
  void read_nameOfAnotherToolkit_takesOverAValueThatIsSimple(
      String set, String agent, String meaning) {
    YamlValue config =
        YamlValue.ofText(CONFIG.formatted(agent), "here").withSets(List.of(set), new Problems());
    assertThatThrownBy(() -> new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("; " + meaning);
  }

  @Test
  void read_namesThatAreOneKeyHere_areTakenTogether() {
    YamlValue config =
        YamlValue.ofText(CONFIG.formatted("dqn"), "here")
            .withSets(
                List.of("agent.exploration_fraction=0.16", "agent.exploration_final_eps=0.04"),
                new Problems());
    String meaning =
        "; it is 'agent.exploration: {type: linear, from: 1, to: 0.04, until: 0.16}' here.";
    assertThatThrownBy(() -> new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.sentences()).hasSize(2).allMatch(line -> line.endsWith(meaning)));
  }
}
