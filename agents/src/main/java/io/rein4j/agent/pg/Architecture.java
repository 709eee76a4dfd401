package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.pg.ActorCritic.Critic;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.RecurrentPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which networks an actor and a critic are, before they have parameters. */
sealed interface Architecture {

  /** Adds the blocks of the actor, and those that it shares, to a layout. */
  void declareActor(ParameterLayout.Builder layout);

  /** Adds the blocks of a critic of its own to a layout. */
  void declareCritic(ParameterLayout.Builder layout);

  /** {@return the networks on their blocks of the parameters} */
  Networks build(Parameters parameters, ObservationEncoding encoding, int environments);

  /**
   * {@return what the settings choose}
   *
   * @param outputs of the actor
   * @throws IllegalArgumentException if these settings do not go together
   */
  static Architecture of(
      NetworkSettings network, Critic critic, ObservationEncoding encoding, int outputs) {
    if (critic == Critic.SHARED) {
      if (network.recurrent()) {
        throw new IllegalArgumentException(
            "'shared-trunk' is for networks without memory: with an 'lstm', actor and critic have"
                + " one each. Leave one of the two out.");
      }
      if (!(network instanceof MlpSettings mlp)) {
        throw new IllegalArgumentException(
            "'shared-trunk' needs a network of type 'mlp', whose hidden layers are known, but is"
                + " given with another.");
      }
      return new Shared(mlp, encoding.size(), outputs);
    }
    boolean separate = critic == Critic.SEPARATE;
    if (network.recurrent()) {
      return new Recurrent(
          network.recurrentPlan(ActorCritic.ACTOR, encoding.inputShape(), outputs),
          separate
              ? network.forValues().recurrentPlan(ActorCritic.CRITIC, encoding.inputShape(), 1)
              : null);
    }
    return new Separate(
        network.plan(ActorCritic.ACTOR, encoding.inputShape(), outputs),
        separate ? network.forValues().plan(ActorCritic.CRITIC, encoding.inputShape(), 1) : null);
  }

  /** {@return what the parameters of actor and critic take, none if that is not known before} */
  static List<MemoryNeed> need(
      NetworkSettings network, Critic critic, AgentContext context, int outputs) {
    if (!(network instanceof MlpSettings)) {
      return List.of();
    }
    return List.of(
        MemoryNeed.ofParameters(
            "network",
            layout -> {
              Architecture architecture =
                  of(network, critic, ObservationEncoding.of(context.observations()), outputs);
              architecture.declareActor(layout);
              architecture.declareCritic(layout);
            },
            2));
  }

  /** An actor and a critic on the same hidden layers. */
  record Shared(MlpSettings settings, int inputs, int outputs) implements Architecture {

    @Override
    public void declareActor(ParameterLayout.Builder layout) {
      SharedNetwork.declare(layout, inputs, settings, outputs);
    }

    @Override
    public void declareCritic(ParameterLayout.Builder layout) {}

    @Override
    public Networks build(Parameters parameters, ObservationEncoding encoding, int environments) {
      return new SharedNetwork(parameters, encoding, settings, outputs);
    }
  }

  /** An actor, and a critic of its own if there is one. */
  record Separate(NetworkPlan actor, @Nullable NetworkPlan critic) implements Architecture {

    @Override
    public void declareActor(ParameterLayout.Builder layout) {
      actor.declare(layout);
    }

    @Override
    public void declareCritic(ParameterLayout.Builder layout) {
      if (critic != null) {
        critic.declare(layout);
      }
    }

    @Override
    public Networks build(Parameters parameters, ObservationEncoding encoding, int environments) {
      return critic == null
          ? new ActorAlone(parameters, encoding, actor)
          : new SeparateNetworks(parameters, encoding, actor, critic);
    }
  }

  /** An actor, and a critic of its own if there is one, that remember what an episode showed. */
  record Recurrent(RecurrentPlan actor, @Nullable RecurrentPlan critic) implements Architecture {

    @Override
    public void declareActor(ParameterLayout.Builder layout) {
      actor.declare(layout);
    }

    @Override
    public void declareCritic(ParameterLayout.Builder layout) {
      if (critic != null) {
        critic.declare(layout);
      }
    }

    @Override
    public Networks build(Parameters parameters, ObservationEncoding encoding, int environments) {
      return new RecurrentNetworks(parameters, encoding, actor, critic, environments);
    }
  }
}
