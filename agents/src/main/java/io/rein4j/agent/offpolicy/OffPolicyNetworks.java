package io.rein4j.agent.offpolicy;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.UpdatePath;
import io.rein4j.agent.UpdatePathSettings;
import io.rein4j.agent.UpdatePaths;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks of an off-policy agent on the parameters that its update paths change, and the
 * targets that follow them.
 */
final class OffPolicyNetworks implements Stateful {

  final Parameters parameters;
  final Parameters targets;
  final Network actor;

  /** What an actor's targets are chosen by; null if it has none. */
  final @Nullable Network targetActor;

  /** What gives the logarithm of the entropy's coefficient; null if it is not learned. */
  final @Nullable Network coefficient;

  final Critics critics;
  final UpdatePaths paths;
  final UpdatePath criticPath;
  final UpdatePath actorPath;
  final @Nullable UpdatePath coefficientPath;
  private final ObservationEncoding encoding;
  private final float targetUpdateRate;
  private final float[] encoded;
  private final float[] encodedNext;

  /**
   * Makes networks with fresh parameters.
   *
   * @param layers what they are made of
   * @param hasTargetActor whether the actor has a target
   * @param learnsByFirst whether the actor learns by the first critic alone, and not by the least
   *     of their values
   */
  OffPolicyNetworks(
      OffPolicyCommon settings,
      OffPolicyLayers layers,
      AgentContext context,
      boolean hasTargetActor,
      boolean learnsByFirst) {
    Box actions = settings.actions(context.actions());
    this.encoding = ObservationEncoding.of(context.observations());
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layers.declare(layout);
    this.parameters = new Parameters(layout.build());

    // Their blocks are the first of all parameters, at the same indices.
    ParameterLayout.Builder followed = ParameterLayout.builder();
    layers.allCritics().declare(followed);
    if (hasTargetActor) {
      layers.actor().declare(followed);
    }
    ParameterLayout targetLayout = followed.build();
    this.targets = Parameters.fixed(targetLayout, new float[targetLayout.arrayLength()]);

    Network online = new Network(parameters, layers.allCritics());
    this.actor = new Network(parameters, layers.actor());
    this.coefficient =
        layers.coefficient() == null
            ? null
            : new Network(parameters, Sequential.of(layers.coefficient()));
    this.targetActor = hasTargetActor ? new Network(targets, layers.actor()) : null;
    this.critics =
        new Critics(
            online,
            new Network(targets, layers.allCritics()),
            learnsByFirst ? new Network(parameters, layers.critics().get(0)) : online,
            actions.size(),
            settings.schedule().batchSize());
    Pcg64 random = context.streams().stream("weights");
    actor.initialize(random);
    online.initialize(random);
    if (coefficient != null) {
      coefficient.initialize(random);
    }

    List<UpdatePathSettings> own = settings.paths();
    this.criticPath =
        new UpdatePath(own.get(0), parameters, settings.criticGroups(), critics.networks());
    this.actorPath = new UpdatePath(own.get(1), parameters, List.of(OffPolicyCommon.ACTOR), actor);
    this.coefficientPath =
        coefficient == null
            ? null
            : new UpdatePath(own.get(2), parameters, List.of(OffPolicyCommon.ALPHA), coefficient);
    List<UpdatePath> all = new ArrayList<>(List.of(criticPath, actorPath));
    if (coefficientPath != null) {
      all.add(coefficientPath);
    }
    this.paths = new UpdatePaths(parameters, all);
    this.targetUpdateRate = (float) settings.targetUpdateRate();
    int rows = Math.multiplyExact(settings.schedule().batchSize(), encoding.size());
    this.encoded = encoding.isIdentity() ? new float[0] : new float[rows];
    this.encodedNext = new float[encoded.length];
    copyToTargets();
  }

  private void copyToTargets() {
    System.arraycopy(parameters.values(), 0, targets.values(), 0, targets.values().length);
    targets.changed();
  }

  /** Moves the targets towards what they follow. */
  void moveTargets() {
    targets.follow(parameters, targetUpdateRate);
  }

  /** {@return the batch's observations as critics take them} */
  float[] observations(TransitionBatch batch) {
    return encoded(batch.observations(), batch.steps().size(), encoded);
  }

  /** {@return the batch's next observations as critics take them} */
  float[] nextObservations(TransitionBatch batch) {
    return encoded(batch.nextObservations(), batch.steps().size(), encodedNext);
  }

  /** {@return for each of some rows the least of the critics' values of an action in [−1, 1]} */
  float[] estimates(float[] observations, float[] actions, int rows) {
    float[] inputs = new float[encoding.isIdentity() ? 0 : rows * encoding.size()];
    return critics.estimates(encoded(observations, rows, inputs), actions, rows);
  }

  private float[] encoded(float[] observations, int rows, float[] to) {
    if (encoding.isIdentity()) {
      return observations;
    }
    encoding.encode(observations, rows, to);
    return to;
  }

  /** Replaces the parameters, and the targets by them. */
  void startFrom(float[] values) {
    paths.startFrom(values);
    copyToTargets();
  }

  /** Hands over parameters, targets and the state of the paths. */
  @Override
  public void state(State state) throws IOException {
    paths.state(state);
    state.of(targets.values());
    if (state.isReading()) {
      targets.changed();
    }
  }
}
