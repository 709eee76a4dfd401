package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rein4j.catalog.Catalog;
import io.rein4j.train.RunConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
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
            .withSets(List.of(key.path() + "=" + key.value()), new Problems());
    assertThat(new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config).name())
        .isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.max_grad_norm | ppo | there is no key 'max_grad_norm' in agent of type 'ppo'; it is 'agent.clipping.rules: [{type: global-norm, threshold: 0.5}]' here.
          max_grad_norm       | dqn | there is no key 'max_grad_norm' at the top level; it is 'agent.clipping.rules: [{type: global-norm, threshold: 0.5}]' here.
          agent.optimizer.learning_rate | ppo | there is no key 'learning_rate' in agent.optimizer of type 'adam'; it is 'agent.optimizer.learning-rate' here.
          agent.learning-rate | a2c | there is no key 'learning-rate' in agent of type 'a2c'; it is 'agent.optimizer.learning-rate' here.
          agent.n_steps       | ppo | there is no key 'n_steps' in agent of type 'ppo'; it is 'agent.rollout-steps' here.
          training.n_steps    | dqn | there is no key 'n_steps' in training; it is 'agent.n-step' here.
          agent.n_steps       | reinforce | there is no key 'n_steps' in agent of type 'reinforce'; it is 'agent.rollout-steps' of a2c and ppo, or 'agent.n-step' of dqn here.
          agent.buffer_size   | ppo | there is no key 'buffer_size' in agent of type 'ppo'; it is 'agent.replay.capacity' of dqn here.
          env.n_envs          | ppo | there is no key 'n_envs' in env; it is 'env.count' here.
          n_timesteps         | ppo | there is no key 'n_timesteps' at the top level; it is 'training.steps' here.
          """)
  void read_nameOfAnotherToolkit_tellsTheKey(String path, String agent, String sentence) {
    YamlValue config =
        YamlValue.ofText(CONFIG.formatted(agent), "here")
            .withSets(List.of(path + "=1"), new Problems());
    assertThatThrownBy(() -> new ConfigFormat(Catalog.standard()).bind(RunConfig.class, config))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--set %s=1: %s".formatted(path, sentence));
  }
}
