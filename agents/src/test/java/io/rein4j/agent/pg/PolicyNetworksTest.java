package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.RandomStreams;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which networks an actor and a critic have, and which they refuse. */
class PolicyNetworksTest {

  private static MlpSettings network(double dropout, @Nullable List<Integer> criticHidden) {
    return MlpSettings.builder()
        .hidden(List.of(new DenseSettings(8), new DenseSettings(6, Activation.RELU, true, null)))
        .activation(Activation.TANH)
        .dropout(dropout)
        .criticHidden(criticHidden == null ? null : DenseSettings.ofWidths(criticHidden))
        .build();
  }

  /** A way to get an agent's settings. */
  private interface Kind {
    AgentSettings with(NetworkSettings network);
  }

  private static PpoSettings ppo(NetworkSettings network, boolean sharedTrunk) {
    return PpoSettings.builder().network(network).sharedTrunk(sharedTrunk).build();
  }

  private static A2cSettings a2c(NetworkSettings network, boolean sharedTrunk) {
    return A2cSettings.builder().network(network).sharedTrunk(sharedTrunk).build();
  }

  private static ReinforceSettings reinforce(NetworkSettings network, boolean baseline) {
    return ReinforceSettings.builder().network(network).baseline(baseline).build();
  }

  static Stream<Kind> withCritic() {
    return Stream.of(
        network -> ppo(network, false),
        network -> a2c(network, false),
        network -> reinforce(network, true));
  }

  private static ParameterLayout layout(AgentSettings settings) {
    return settings
        .create(new AgentContext(Box.of(-1, 1, 3), new Discrete(2), 1, 1000, new RandomStreams(1)))
        .layout();
  }

  @ParameterizedTest
  @MethodSource("withCritic")
  void create_layersOfACritic_areTheCriticsAlone(Kind kind) {
    ParameterLayout layout = layout(kind.with(network(0, List.of(5))));

    assertThat(layout.block("actor/dense1/weight").shape()).containsExactly(8, 6);
    assertThat(layout.block("actor/norm1/weight").shape()).containsExactly(6);
    assertThat(layout.block("critic/dense0/weight").shape()).containsExactly(3, 5);
    assertThat(layout.block("critic/output/weight").shape()).containsExactly(5, 1);
    ParameterLayout linear = layout(kind.with(network(0, List.of())));
    assertThat(linear.block("critic/output/weight").shape()).containsExactly(3, 1);
    ParameterLayout same = layout(kind.with(network(0, null)));
    assertThat(same.block("critic/dense1/weight").shape()).containsExactly(8, 6);
    assertThat(same.block("critic/norm1/weight").group()).isEqualTo("critic");
  }

  @Test
  void create_sharedTrunk_isNormalised() {
    ParameterLayout layout = layout(ppo(network(0, null), true));

    assertThat(layout.block("shared/norm1/weight").shape()).containsExactly(6);
  }

  @ParameterizedTest
  @MethodSource("withCritic")
  void new_dropout_isRefused(Kind kind) {
    String sentence =
        "'network' has dropout, with which a policy would learn of other probabilities than it"
            + " acted by: leave out 'dropout', or choose a dqn agent.";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.with(network(0.1, null)))
        .withMessage(sentence);
    MlpSettings inTheCritic =
        MlpSettings.builder()
            .activation(Activation.TANH)
            .criticHidden(List.of(new DenseSettings(3, null, null, 0.1)))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.with(inTheCritic))
        .withMessage(sentence);
  }

  @Test
  void new_layersOfACriticThatHasNone_areRefused() {
    assertRefused("shared-trunk", network -> ppo(network, true));
    assertRefused("shared-trunk", network -> a2c(network, true));
    assertRefused("baseline: false", network -> reinforce(network, false));
  }

  private static void assertRefused(String key, Kind kind) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.with(network(0, List.of(5))))
        .withMessage(
            "'network' has layers of a critic, 'critic-hidden', but with '%s' there is no critic with layers of its own: leave out one of them."
                .formatted(key));
  }
}
