package io.rein4j.env.toytext;

import io.rein4j.env.Discrete;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * A game of blackjack against a dealer, whom one card shows of: to stick is 0, to hit 1 (Sutton and
 * Barto, "Reinforcement Learning", example 5.1).
 *
 * <p>The observation is the player's sum, the dealer's card and whether the player has an ace that
 * counts 11. To win is worth 1, to lose −1, a draw 0. The dealer hits below 17.
 */
final class Blackjack implements Task {

  private static final MultiDiscrete OBSERVATIONS = new MultiDiscrete(32, 11, 2);
  private static final Discrete ACTIONS = new Discrete(2);
  private static final int SUITS = 4;
  private static final int FACES = 3;
  private static final int DEALER_STICKS = 17;

  private final boolean naturalPaysMore;
  private final boolean suttonBarto;
  private final Hand player = new Hand();
  private final Hand dealer = new Hand();
  private boolean terminated;

  // Are only drawn, and so are no part of the state.
  private int suit;
  private int face;

  /**
   * Makes a game.
   *
   * @param naturalPaysMore whether winning with an ace and a ten is worth 1.5; not with Sutton and
   *     Barto's rules
   * @param suttonBarto whether an ace and a ten win against all but the same
   */
  Blackjack(boolean naturalPaysMore, boolean suttonBarto) {
    this.naturalPaysMore = naturalPaysMore;
    this.suttonBarto = suttonBarto;
  }

  @Override
  public Space observationSpace() {
    return OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return ACTIONS;
  }

  @Override
  public void start(Pcg64 random) {
    dealer.deal(random);
    player.deal(random);
    terminated = false;
    // Gymnasium draws what the dealer's card looks like from the same stream.
    suit = (int) random.integers(SUITS);
    if (dealer.first() == 10) {
      face = (int) random.integers(FACES);
    }
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    if (ACTIONS.value(action, offset) == 1) {
      player.draw(random);
      terminated = player.bust();
      return terminated ? -1 : 0;
    }
    terminated = true;
    while (dealer.sum() < DEALER_STICKS) {
      dealer.draw(random);
    }
    int outcome = dealer.bust() ? 1 : Integer.compare(player.sum(), dealer.sum());
    if (suttonBarto) {
      return player.natural() && !dealer.natural() ? 1 : outcome;
    }
    return naturalPaysMore && player.natural() && outcome == 1 ? 1.5 : outcome;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = player.sum();
    observation[offset + 1] = dealer.first();
    observation[offset + 2] = player.usableAce() ? 1 : 0;
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(
            BlackjackPicture.FRAMES_PER_SECOND,
            () ->
                BlackjackPicture.of(player.sum(), dealer.first(), player.usableAce(), suit, face)));
  }

  @Override
  public void state(State state) throws IOException {
    player.state(state);
    dealer.state(state);
    terminated = state.of(terminated);
  }
}
