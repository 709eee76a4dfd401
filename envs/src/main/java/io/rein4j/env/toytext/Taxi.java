package io.rein4j.env.toytext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A taxi in a town of 5 × 5 squares, which fetches a passenger at one of four stands and brings it
 * to another; down is 0, up 1, right 2, left 3, to pick up 4, to drop off 5 (Dietterich,
 * "Hierarchical Reinforcement Learning with the MAXQ Value Function Decomposition", 2000).
 *
 * <p>The state is ((row × 5 + column) × 5 + passenger) × 4 + destination, where passengers at
 * stands are 0 to 3 and one in the taxi is 4. A step costs 1, picking up or dropping off where
 * there is nothing to, 10; the arrival earns 20 and ends the episode. In the rain a move that no
 * wall forbids goes straight with a probability of its own, and else to the left or the right, as
 * far as walls let it.
 *
 * @param rainy whether it rains
 * @param straight the probability of going straight in the rain
 */
record Taxi(boolean rainy, double straight) {

  static final int STANDS = 4;
  static final int ABOARD = 4;

  private static final List<String> MAP =
      List.of("|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |", "|Y| : |B: |");
  private static final int SIZE = 5;
  private static final int PASSENGERS = STANDS + 1;
  private static final int STATES = SIZE * SIZE * PASSENGERS * STANDS;
  private static final int[] STAND_SQUARES = {0, SIZE - 1, (SIZE - 1) * SIZE, SIZE * SIZE - 2};

  private static final int ACTIONS = 6;
  private static final int DOWN = 0;
  private static final int UP = 1;
  private static final int RIGHT = 2;
  private static final int LEFT = 3;
  private static final int PICK_UP = 4;

  // By the direction of the move.
  private static final int[] LEFT_OF = {RIGHT, LEFT, UP, DOWN};
  private static final int[] RIGHT_OF = {LEFT, RIGHT, DOWN, UP};

  Taxi {
    if (!(straight >= 0 && straight <= 1)) {
      throw new IllegalArgumentException(
          "Option 'rainy-probability' must be in [0, 1], but is %s.".formatted(straight));
    }
  }

  static int state(int square, int passenger, int destination) {
    return (square * PASSENGERS + passenger) * STANDS + destination;
  }

  static int square(int state) {
    return state / (PASSENGERS * STANDS);
  }

  static int passenger(int state) {
    return state / STANDS % PASSENGERS;
  }

  static int destination(int state) {
    return state % STANDS;
  }

  /** {@return where a stand is} */
  static int standSquare(int stand) {
    return STAND_SQUARES[stand];
  }

  /** {@return whether a place between squares, or at the edge, is a wall} */
  static boolean isWall(int row, int place) {
    return MAP.get(row).charAt(place) == '|';
  }

  TransitionTable table() {
    double[] starts = new double[STATES];
    int count = SIZE * SIZE * STANDS * (STANDS - 1);
    for (int state = 0; state < STATES; state++) {
      boolean waiting = passenger(state) != ABOARD && passenger(state) != destination(state);
      starts[state] = waiting ? 1.0 / count : 0;
    }
    return new TransitionTable(ACTIONS, starts, this::outcomes);
  }

  /**
   * {@return whether an action makes sense: a move that no wall or border stops, to pick up where
   * the passenger waits, to drop off at a stand; as Gymnasium's {@code info["action_mask"]} says}
   */
  boolean allows(int state, int action) {
    int square = square(state);
    int passenger = passenger(state);
    if (action == PICK_UP) {
      return passenger != ABOARD && square == STAND_SQUARES[passenger];
    }
    return action < PICK_UP
        ? neighbour(square, action) != square
        : passenger == ABOARD && Arrays.stream(STAND_SQUARES).anyMatch(stand -> stand == square);
  }

  /** {@return for every state which actions make sense, states × actions} */
  boolean[] mask() {
    boolean[] mask = new boolean[STATES * ACTIONS];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = allows(i / ACTIONS, i % ACTIONS);
    }
    return mask;
  }

  private List<Outcome> outcomes(int state, int action) {
    if (action == PICK_UP) {
      return List.of(pickUp(state));
    }
    if (action > PICK_UP) {
      return List.of(dropOff(state));
    }
    if (!rainy) {
      return List.of(move(1, state, action));
    }
    double aside = (1 - straight) / 2;
    boolean blocked = neighbour(square(state), action) == square(state);
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(move(straight, state, action));
    for (int direction : new int[] {LEFT_OF[action], RIGHT_OF[action]}) {
      outcomes.add(blocked ? new Outcome(aside, state, -1, false) : move(aside, state, direction));
    }
    return outcomes;
  }

  private static Outcome pickUp(int state) {
    int passenger = passenger(state);
    if (passenger != ABOARD && square(state) == STAND_SQUARES[passenger]) {
      return new Outcome(1, state(square(state), ABOARD, destination(state)), -1, false);
    }
    return new Outcome(1, state, -10, false);
  }

  private static Outcome dropOff(int state) {
    int square = square(state);
    int destination = destination(state);
    if (passenger(state) == ABOARD) {
      if (square == STAND_SQUARES[destination]) {
        return new Outcome(1, state(square, destination, destination), 20, true);
      }
      for (int stand = 0; stand < STANDS; stand++) {
        if (square == STAND_SQUARES[stand]) {
          return new Outcome(1, state(square, stand, destination), -1, false);
        }
      }
    }
    return new Outcome(1, state, -10, false);
  }

  private static Outcome move(double probability, int state, int direction) {
    int square = neighbour(square(state), direction);
    return new Outcome(probability, state(square, passenger(state), destination(state)), -1, false);
  }

  /** {@return the next square in a direction; the same one if a wall is between} */
  private static int neighbour(int square, int direction) {
    int row = square / SIZE;
    int column = square % SIZE;
    return switch (direction) {
      case DOWN -> Math.min(row + 1, SIZE - 1) * SIZE + column;
      case UP -> Math.max(row - 1, 0) * SIZE + column;
      case RIGHT -> square + (open(row, 2 * column + 2) ? 1 : 0);
      case LEFT -> square - (open(row, 2 * column) ? 1 : 0);
      default -> throw new IllegalArgumentException("No direction: " + direction);
    };
  }

  private static boolean open(int row, int place) {
    return MAP.get(row).charAt(place) == ':';
  }
}
