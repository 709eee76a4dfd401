package io.rein4j.env.toytext;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A lake of ice to be crossed from the start (S) to the goal (G) without falling into a hole (H);
 * left is 0, down 1, right 2, up 3.
 *
 * <p>On slippery ice a step goes where it is meant to with the success rate, and else to either
 * side of that. Goal and holes end the episode.
 *
 * @param slippery whether a step can go sideways
 * @param successRate the probability of going straight on slippery ice
 * @param goalReward what reaching the goal is worth
 * @param holeReward what falling into a hole is worth
 * @param frozenReward what any other step is worth
 */
record FrozenLake(
    boolean slippery,
    double successRate,
    double goalReward,
    double holeReward,
    double frozenReward) {

  private static final Map<String, List<String>> MAPS =
      Map.of(
          "4x4", List.of("SFFF", "FHFH", "FFFH", "HFFG"),
          "8x8",
              List.of(
                  "SFFFFFFF",
                  "FFFFFFFF",
                  "FFFHFFFF",
                  "FFFFFHFF",
                  "FFFHFFFF",
                  "FHHFFFHF",
                  "FHFFHFHF",
                  "FFFHFFFG"));

  private static final int LEFT = 0;
  private static final int DOWN = 1;
  private static final int RIGHT = 2;
  private static final int ACTIONS = 4;

  FrozenLake {
    if (!(successRate >= 0 && successRate <= 1)) {
      throw new IllegalArgumentException(
          "Option 'success-rate' must be in [0, 1], but is %s.".formatted(successRate));
    }
  }

  /** {@return the rows of a map that has a name} */
  static List<String> named(String name) {
    List<String> rows = MAPS.get(name);
    if (rows == null) {
      throw new IllegalArgumentException(
          "Option 'map-name' is 4x4 or 8x8, but is '%s'.".formatted(name));
    }
    return rows;
  }

  /** {@return the rows of a map written in one line, separated by slashes} */
  static List<String> written(String map) {
    List<String> rows = List.of(map.split("/", -1));
    for (String row : rows) {
      if (!row.matches("[SFHG]+") || row.length() != rows.get(0).length()) {
        throw new IllegalArgumentException(
            "Option 'desc' is rows of equal length, of the letters S, F, H and G and separated by"
                + " slashes, such as SFF/FHF/FFG, but is '%s'.".formatted(map));
      }
    }
    if (!map.contains("S")) {
      throw new IllegalArgumentException(
          "Option 'desc' holds a start (S) at least, but is '%s'.".formatted(map));
    }
    return rows;
  }

  /** {@return the table of a map} */
  TransitionTable table(List<String> rows) {
    int columns = rows.get(0).length();
    double[] starts = new double[rows.size() * columns];
    double count = 0;
    for (int state = 0; state < starts.length; state++) {
      starts[state] = letter(rows, state) == 'S' ? 1 : 0;
      count += starts[state];
    }
    for (int state = 0; state < starts.length; state++) {
      starts[state] /= count;
    }
    return new TransitionTable(ACTIONS, starts, (state, action) -> outcomes(rows, state, action));
  }

  private List<Outcome> outcomes(List<String> rows, int state, int action) {
    char letter = letter(rows, state);
    if (letter == 'G' || letter == 'H') {
      return List.of(new Outcome(1, state, 0, true));
    }
    if (!slippery) {
      return List.of(arrival(rows, 1, state, action));
    }
    double failRate = (1 - successRate) / 2;
    List<Outcome> outcomes = new ArrayList<>();
    for (int turn = -1; turn <= 1; turn++) {
      int direction = Math.floorMod(action + turn, ACTIONS);
      outcomes.add(arrival(rows, turn == 0 ? successRate : failRate, state, direction));
    }
    return outcomes;
  }

  private Outcome arrival(List<String> rows, double probability, int state, int direction) {
    int columns = rows.get(0).length();
    int row = state / columns;
    int column = state % columns;
    switch (direction) {
      case LEFT -> column = Math.max(column - 1, 0);
      case DOWN -> row = Math.min(row + 1, rows.size() - 1);
      case RIGHT -> column = Math.min(column + 1, columns - 1);
      default -> row = Math.max(row - 1, 0);
    }
    int next = row * columns + column;
    return switch (letter(rows, next)) {
      case 'G' -> new Outcome(probability, next, goalReward, true);
      case 'H' -> new Outcome(probability, next, holeReward, true);
      default -> new Outcome(probability, next, frozenReward, false);
    };
  }

  private static char letter(List<String> rows, int state) {
    int columns = rows.get(0).length();
    return rows.get(state / columns).charAt(state % columns);
  }
}
