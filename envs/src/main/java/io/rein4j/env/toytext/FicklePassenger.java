package io.rein4j.env.toytext;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * A {@link Taxi} whose passenger may change its mind once an episode: when the taxi first moves
 * with it aboard, the destination becomes one of the other three.
 */
final class FicklePassenger implements Task {

  private final TabularTask taxi;
  private final double probability;
  private boolean fickle;

  FicklePassenger(TabularTask taxi, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "Option 'fickle-probability' must be in [0, 1], but is %s.".formatted(probability));
    }
    this.taxi = taxi;
    this.probability = probability;
  }

  @Override
  public Space observationSpace() {
    return taxi.observationSpace();
  }

  @Override
  public Space actionSpace() {
    return taxi.actionSpace();
  }

  @Override
  public void start(Pcg64 random) {
    taxi.start(random);
    fickle = random.nextDouble() < probability;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    int before = taxi.state();
    double reward = taxi.step(action, offset, random);
    int after = taxi.state();
    if (fickle
        && Taxi.passenger(before) == Taxi.ABOARD
        && Taxi.square(before) != Taxi.square(after)) {
      fickle = false;
      int choice = random.nextInt(Taxi.STANDS - 1);
      int destination = choice < Taxi.destination(before) ? choice : choice + 1;
      taxi.moveTo(Taxi.state(Taxi.square(after), Taxi.passenger(after), destination));
    }
    return reward;
  }

  @Override
  public boolean terminated() {
    return taxi.terminated();
  }

  @Override
  public void observe(float[] observation, int offset) {
    taxi.observe(observation, offset);
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return taxi.actionMask();
  }

  @Override
  public Optional<Renderer> renderer() {
    return taxi.renderer();
  }

  @Override
  public void state(State state) throws IOException {
    taxi.state(state);
    fickle = state.of(fickle);
  }
}
