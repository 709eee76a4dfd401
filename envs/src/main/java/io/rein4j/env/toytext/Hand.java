package io.rein4j.env.toytext;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** The cards of a player of {@link Blackjack}; aces are 1 until they may count 11. */
final class Hand implements Stateful {

  private static final int LIMIT = 21;
  private static final int RANKS = 13;
  private static final int TEN = 10;

  private int first;
  private int cards;
  private int sum;
  private boolean ace;

  /** Puts the cards away and draws two. */
  void deal(Pcg64 random) {
    cards = 0;
    sum = 0;
    ace = false;
    draw(random);
    first = sum;
    draw(random);
  }

  /** Draws a card from an endless deck; ten, jack, queen and king are worth 10. */
  void draw(Pcg64 random) {
    int card = Math.min(random.nextInt(RANKS) + 1, TEN);
    cards++;
    sum += card;
    ace |= card == 1;
  }

  /** {@return the worth of the card that was drawn first} */
  int first() {
    return first;
  }

  /** {@return whether an ace counts 11} */
  boolean usableAce() {
    return ace && sum + TEN <= LIMIT;
  }

  int sum() {
    return usableAce() ? sum + TEN : sum;
  }

  boolean bust() {
    return sum() > LIMIT;
  }

  /** {@return whether it is an ace and a ten, and nothing else} */
  boolean natural() {
    return cards == 2 && ace && sum == TEN + 1;
  }

  @Override
  public void state(State state) throws IOException {
    first = state.of(first);
    cards = state.of(cards);
    sum = state.of(sum);
    ace = state.of(ace);
    if (first < 0 || first > TEN || cards < 0 || sum < first || sum > LIMIT + TEN) {
      throw new IOException(
          "The state holds a hand of %s cards worth %s, the first of them %s."
              .formatted(cards, sum, first));
    }
  }
}
