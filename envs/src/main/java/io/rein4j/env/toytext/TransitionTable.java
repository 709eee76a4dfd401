package io.rein4j.env.toytext;

import io.rein4j.random.Pcg64;
import java.util.List;

/** A finite Markov decision process, all outcomes of every action in every state written down. */
final class TransitionTable {

  /** The rules of a process: what an action in a state can lead to. */
  interface Rules {
    List<Outcome> outcomes(int state, int action);
  }

  private final int states;
  private final int actions;
  private final double[] starts;
  private final Outcome[][] outcomes;
  private final double[][] chances;

  /**
   * Writes a process down.
   *
   * @param actions number of actions
   * @param starts the probability to start in each state
   * @param rules asked once for every state and action
   */
  TransitionTable(int actions, double[] starts, Rules rules) {
    this.states = starts.length;
    this.actions = actions;
    this.starts = cumulative(starts);
    this.outcomes = new Outcome[states * actions][];
    this.chances = new double[states * actions][];
    for (int state = 0; state < states; state++) {
      for (int action = 0; action < actions; action++) {
        Outcome[] possible = rules.outcomes(state, action).toArray(Outcome[]::new);
        double[] probabilities = new double[possible.length];
        for (int i = 0; i < possible.length; i++) {
          probabilities[i] = possible[i].probability();
        }
        outcomes[state * actions + action] = possible;
        chances[state * actions + action] = cumulative(probabilities);
      }
    }
  }

  private static double[] cumulative(double[] probabilities) {
    double[] sums = new double[probabilities.length];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += probabilities[i];
      sums[i] = sum;
    }
    return sums;
  }

  int states() {
    return states;
  }

  int actions() {
    return actions;
  }

  int start(Pcg64 random) {
    return draw(starts, random);
  }

  Outcome step(int state, int action, Pcg64 random) {
    int at = state * actions + action;
    return outcomes[at][draw(chances[at], random)];
  }

  /**
   * Draws an index as Gymnasium's {@code categorical_sample} does: one double a draw, also where
   * there is nothing to choose, and the first index where rounding leaves all sums below it.
   */
  private static int draw(double[] cumulative, Pcg64 random) {
    double drawn = random.nextDouble();
    for (int i = 0; i < cumulative.length; i++) {
      if (cumulative[i] > drawn) {
        return i;
      }
    }
    return 0;
  }
}
