package io.rein4j.agent.offpolicy;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.replay.ReplaySchedule;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.env.Box;
import io.rein4j.env.Space;
import io.rein4j.nn.HiddenStack;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of agents that learn continuous actions from a memory have in common.
 *
 * @param type the agent's, such as {@code sac}
 * @param network the hidden layers of the actor and of each critic
 * @param gamma discount factor
 * @param schedule when the agent learns
 * @param targetUpdateRate how far each update moves the targets
 * @param nStep rewards in a return before it is bootstrapped
 * @param critics the number of critics
 * @param actionNoise what is added to actions; nothing if null
 * @param paths the update paths: the critics', the actor's, and that of the entropy's coefficient,
 *     if it is learned
 */
record OffPolicyCommon(
    String type,
    NetworkSettings network,
    double gamma,
    ReplaySchedule schedule,
    double targetUpdateRate,
    int nStep,
    int critics,
    @Nullable ActionNoise actionNoise,
    List<UpdatePathSettings> paths) {

  /** The update path of the actor, and its group of parameters. */
  static final String ACTOR = "actor";

  /** The update path of the entropy's coefficient, and its group of parameters. */
  static final String ALPHA = "alpha";

  /** How the groups of parameters of the critics begin, each of which has a number behind it. */
  private static final String CRITIC = "critic";

  /** More critics than anybody trains, and few enough to count their parameters. */
  private static final int MOST_CRITICS = 100;

  OffPolicyCommon {
    paths = List.copyOf(paths);
    new Setting("gamma").share(gamma);
    new Setting("target-update-rate").shareAboveZero(targetUpdateRate);
    new Setting("n-step").atLeast(1, nStep);
    requireNetwork(type, network);
    UpdatePathSettings.requireBatch(paths, schedule.batchSize());
    UpdatePathSettings.refuseResetsAtUpdates(paths, type);
  }

  private static void requireNetwork(String type, NetworkSettings network) {
    if (network.recurrent()) {
      throw new SettingException(
          "network",
          "'network' has an 'lstm', but a %s agent learns from single transitions: leave it out, or choose an agent of type ppo, a2c or reinforce."
              .formatted(type));
    }
    if (network.hasDropout()) {
      throw new SettingException(
          "network",
          "'network' has dropout, with which a %s agent would learn of other actions than it takes: leave out 'dropout', or choose a dqn agent."
              .formatted(type));
    }
    if (network.needsImages()) {
      throw new SettingException(
          "network",
          "'network' has convolutions, but the critics of a %s agent take actions beside observations, as numbers without height and width: choose an agent of type ppo, a2c or dqn for images."
              .formatted(type));
    }
    if (network.hiddenStack().isEmpty()) {
      throw new SettingException(
          "network",
          "A %s agent needs a network whose hidden layers are known, of type 'mlp' or 'layers', as its critics take actions beside observations, but 'network' is of another."
              .formatted(type));
    }
  }

  /** {@return the hidden layers of the actor} */
  HiddenStack actorStack() {
    return network.hiddenStack().orElseThrow();
  }

  /** {@return the groups of parameters of the critics} */
  List<String> criticGroups() {
    return criticGroups(critics);
  }

  /** {@return the groups of parameters of so many critics, if there may be so many} */
  static List<String> criticGroups(int critics) {
    new Setting("critics").within(1, MOST_CRITICS, critics);
    return IntStream.rangeClosed(1, critics).mapToObj(k -> CRITIC + k).toList();
  }

  /** {@return the actions of an environment, which must suit the agent} */
  Box actions(Space actions) {
    return ActionScale.require(actions, type);
  }

  /** {@return an empty memory} */
  TransitionMemory transitionMemory(AgentContext context) {
    return new TransitionMemory(
        schedule.replay(),
        context.observations(),
        context.actions().size(),
        context.environments(),
        nStep,
        gamma,
        schedule.batchSize(),
        context.streams().stream("replay"));
  }

  /**
   * {@return what takes much memory before training begins}
   *
   * @param layers of encoded observations and actions
   * @param copies of all parameters that there are: values, gradient, and targets if all have them
   */
  List<MemoryNeed> memory(
      AgentContext context,
      BiFunction<ObservationEncoding, Box, OffPolicyLayers> layers,
      int copies) {
    if (!(context.actions() instanceof Box actions)) {
      return List.of();
    }
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    double batch = schedule.batchSize() * (encoding.size() + (double) actions.size());
    List<MemoryNeed> needs =
        new ArrayList<>(
            TransitionMemory.need(
                schedule.replay(),
                context.observations(),
                actions.size(),
                context.environments(),
                nStep,
                0));
    // Observations and actions of a batch, before and after, and what critics make of them.
    needs.add(new MemoryNeed("batch-size", 5 * batch * Float.BYTES, batch));
    needs.add(
        MemoryNeed.ofParameters(
            "network",
            layout -> layers.apply(encoding, actions).declare(layout),
            copies
                + paths.stream()
                    .mapToInt(UpdatePathSettings::numbersPerParameter)
                    .min()
                    .orElse(0)));
    return needs;
  }

  /** {@return what keeps the agent from learning in a training, behind what else is known of it} */
  List<String> prospects(List<String> known, AgentContext context) {
    List<String> prospects = new ArrayList<>(known);
    prospects.addAll(schedule.prospects(context));
    return prospects;
  }
}
