package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.pg.ActorCritic.Critic;
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.Layer;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of an actor and, if there is one, a critic, from observations on.
 *
 * @param actor layers with the actor's outputs and no others, to act by
 * @param trained the layers that the actor learns with: the same, or a trunk with the heads of
 *     actor and critic side by side
 * @param critic the layers of a critic of its own; null if there is none, or if it has a head
 *     behind the trunk
 * @param isShared whether actor and critic share a trunk
 */
record Architecture(
    Sequential actor, Sequential trained, @Nullable Sequential critic, boolean isShared) {

  private static final int VALUES_AND_GRADIENT = 2;

  private static final String TRUNK = "shared";

  /**
   * {@return what the settings choose}
   *
   * @param outputs of the actor
   * @param values the critic's outputs for a value
   * @throws IllegalArgumentException if these settings cannot be combined
   */
  static Architecture of(
      NetworkSettings network,
      Critic critic,
      ObservationEncoding encoding,
      int outputs,
      int values) {
    if (critic == Critic.SHARED) {
      return shared(network, encoding, outputs, values);
    }
    List<Integer> shape = encoding.inputShape();
    Sequential actor =
        encoding.before(network.network(ActorCritic.ACTOR, shape, outputs, ActorCritic.ACTOR_GAIN));
    if (critic == Critic.NONE) {
      return new Architecture(actor, actor, null, false);
    }
    Sequential valued =
        encoding.before(
            network
                .forValues()
                .network(ActorCritic.CRITIC, shape, values, ActorCritic.CRITIC_GAIN));
    return new Architecture(actor, actor, valued, false);
  }

  private static Architecture shared(
      NetworkSettings network, ObservationEncoding encoding, int outputs, int values) {
    HiddenStack hidden =
        network
            .hiddenStack()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'shared-trunk' needs a network whose hidden layers are known, of type"
                            + " 'mlp' or 'layers', but is given with another."));
    List<Layer> trunk = hidden.trunk(TRUNK, encoding.inputShape());
    int features = hidden.features(encoding.inputShape());
    Layer actor = hidden.output(ActorCritic.ACTOR, features, outputs, ActorCritic.ACTOR_GAIN);
    Layer critic = hidden.output(ActorCritic.CRITIC, features, values, ActorCritic.CRITIC_GAIN);
    return new Architecture(
        encoding.before(with(trunk, actor)),
        encoding.before(with(trunk, new Parallel("heads", List.of(actor, critic)))),
        null,
        true);
  }

  private static Sequential with(List<Layer> layers, Layer last) {
    List<Layer> all = new ArrayList<>(layers);
    all.add(last);
    return new Sequential(all);
  }

  /** {@return the number of floats that the actor's last layer takes in} */
  int features() {
    List<Layer> layers = actor.layers();
    return layers.get(layers.size() - 1).inputs();
  }

  /**
   * {@return what the parameters of actor and critic take with what their optimizers keep, none if
   * that is not known before}
   */
  static List<MemoryNeed> need(
      NetworkSettings network,
      Critic critic,
      AgentContext context,
      int outputs,
      int values,
      List<UpdatePathSettings> paths) {
    if (network.hiddenStack().isEmpty()) {
      return List.of();
    }
    return List.of(
        MemoryNeed.ofParameters(
            "network",
            layout -> {
              Architecture architecture =
                  of(
                      network,
                      critic,
                      ObservationEncoding.of(context.observations()),
                      outputs,
                      values);
              architecture.trained.declare(layout);
              if (architecture.critic != null) {
                architecture.critic.declare(layout);
              }
            },
            VALUES_AND_GRADIENT
                + paths.stream()
                    .mapToInt(UpdatePathSettings::numbersPerParameter)
                    .min()
                    .orElse(0)));
  }
}
