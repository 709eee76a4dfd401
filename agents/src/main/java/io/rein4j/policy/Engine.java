package io.rein4j.policy;

import io.rein4j.env.Discrete;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.nn.FixedNetwork;
import io.rein4j.nn.Layer;
import io.rein4j.nn.Sequential;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What all actors of a policy read and none changes, and those of them that are idle.
 *
 * <p>A thread takes an idle actor, or makes a new one, and gives it back when it has acted. It
 * looks first where its own number leads it, so that threads rarely meet. No thread waits for
 * another.
 */
final class Engine {

  /** Most actors that are kept, a power of 2. */
  private static final int PLACES = 64;

  /** References of a cache line, so that threads do not write to the same. */
  private static final int SPACING = 16;

  private final Space observations;
  private final List<ObservationStep> steps;
  private final Space actions;
  private final FixedNetwork network;
  private final @Nullable FixedNetwork behind;
  private final @Nullable FixedNetwork logDeviations;
  private final boolean remembers;
  private final int[] counts;
  private final int[] starts;
  private final @Nullable MaskedActions masked;
  private final AtomicReferenceArray<@Nullable Actor> idle =
      new AtomicReferenceArray<>(PLACES * SPACING);

  Engine(PolicyContent content) {
    PolicyLayers layers = content.layers();
    this.observations = content.observations();
    this.steps = content.steps();
    this.actions = content.actions();
    this.network = new FixedNetwork(layers.parameters(), layers.network());
    this.behind =
        layers.behind().isEmpty()
            ? null
            : new FixedNetwork(layers.parameters(), new Sequential(layers.behind()));
    Layer deviations = layers.logDeviations();
    this.logDeviations =
        deviations == null
            ? null
            : new FixedNetwork(layers.parameters(), Sequential.of(deviations));
    List<Discrete> integers = actions.integers();
    this.counts = new int[integers.size()];
    this.starts = new int[counts.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = integers.get(i).n();
      starts[i] = integers.get(i).start();
    }
    this.masked = integers.isEmpty() ? null : MaskedActions.of(actions);
    boolean remembers = network.stateSize() > 0;
    for (ObservationStep step : steps) {
      remembers |= step.remembers();
    }
    this.remembers = remembers;
  }

  /** {@return an actor that nobody else has} */
  Actor take() {
    int own = place();
    for (int i = 0; i < PLACES; i++) {
      int place = ((own + i) & (PLACES - 1)) * SPACING;
      if (idle.get(place) != null) {
        Actor actor = idle.getAndSet(place, null);
        if (actor != null) {
          return actor;
        }
      }
    }
    return new Actor(this);
  }

  /** Takes an actor back, unless there are enough. */
  void give(Actor actor) {
    int own = place();
    for (int i = 0; i < PLACES; i++) {
      int place = ((own + i) & (PLACES - 1)) * SPACING;
      if (idle.get(place) == null && idle.compareAndSet(place, null, actor)) {
        return;
      }
    }
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }

  Space observations() {
    return observations;
  }

  Space actions() {
    return actions;
  }

  FixedNetwork network() {
    return network;
  }

  @Nullable FixedNetwork behind() {
    return behind;
  }

  @Nullable FixedNetwork logDeviations() {
    return logDeviations;
  }

  /** {@return whether actions depend on earlier observations of an episode} */
  boolean remembers() {
    return remembers;
  }

  /** {@return how many values an integer of an action has} */
  int count(int integer) {
    return counts[integer];
  }

  /** {@return how many values all integers of an action have; 0 where there are none} */
  int choices() {
    return masked == null ? 0 : masked.size();
  }

  /** {@return the actions as masks see them; null where they are no integers} */
  @Nullable MaskedActions masked() {
    return masked;
  }

  /** {@return the smallest value of an integer of an action} */
  int start(int integer) {
    return starts[integer];
  }

  /** {@return whether anything is made of observations before the network takes them} */
  boolean prepares() {
    return !steps.isEmpty();
  }

  /** {@return what is made of observations, at the start of an episode} */
  Preparation preparation() {
    return new Preparation(observations, steps);
  }
}
