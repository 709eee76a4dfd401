package io.rein4j.env.toytext;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;

/** The picture of a way along a cliff, on Gymnasium's grid. */
final class CliffWalkingPicture implements TabularPicture {

  private static final int ROWS = 4;
  private static final int COLUMNS = 12;
  private static final int CELL = 60;
  private static final int LIGHT = 0x6ACB45;
  private static final int DULL = 0x73B268;
  private static final int EDGE = 0x55A046;
  private static final int CLIFF = 0x361822;
  private static final int ROCK = 0x9C4A42;
  private static final int CRACK = 0x5E2A2E;
  private static final int COOKIE = 0xD98A45;
  private static final int CRUMB = 0x8A4B26;
  private static final int START = (ROWS - 1) * COLUMNS;
  private static final int GOAL = ROWS * COLUMNS - 1;
  private static final double LIFT = 0.1 * CELL;

  /** By the move: up, right, down, left. */
  private static final int[] RIGHTWARDS = {0, 1, 0, -1};

  private static final int[] DOWNWARDS = {-1, 0, 1, 0};
  private static final int DOWN = 2;

  @Override
  public RgbImage of(int state, int move) {
    Canvas canvas = Canvas.downwards(COLUMNS * CELL, ROWS * CELL);
    for (int cell = 0; cell < ROWS * COLUMNS; cell++) {
      int row = cell / COLUMNS;
      int left = cell % COLUMNS * CELL;
      int top = row * CELL;
      Figures figures = new Figures(canvas.graphics(), left, top, CELL, CELL);
      if (isCliff(cell)) {
        figures.rectangle(CLIFF, 0, 0, 1, 1);
        figures.rectangle(ROCK, 0, 0, 1, 0.18);
        for (int i = 0; i < 4; i++) {
          figures.rectangle(CRACK, 0.08 + 0.25 * i, 0.04, 0.04, 0.14);
        }
      } else {
        figures.rectangle(EDGE, 0, 0, 1, 1);
        figures.rectangle((row + cell % COLUMNS) % 2 == 0 ? DULL : LIGHT, 0.02, 0.02, 0.96, 0.96);
        if (row == ROWS - 2 && isCliff(cell + COLUMNS)) {
          figures.rectangle(ROCK, 0, 0.74, 1, 0.26);
          figures.rectangle(CRACK, 0, 0.72, 1, 0.03);
        }
      }
      if (cell == START) {
        figures.stool();
      } else if (cell == GOAL) {
        figures.ellipse(COOKIE, 0.28, 0.28, 0.44, 0.44);
        figures.ellipse(CRUMB, 0.38, 0.4, 0.08, 0.08);
        figures.ellipse(CRUMB, 0.54, 0.36, 0.08, 0.08);
        figures.ellipse(CRUMB, 0.48, 0.54, 0.1, 0.1);
      }
    }
    int towards = move == NO_MOVE ? DOWN : move;
    int row = state / COLUMNS;
    new Figures(
            canvas.graphics(),
            (double) state % COLUMNS * CELL,
            (double) row * CELL - LIFT,
            CELL,
            CELL)
        .walker(RIGHTWARDS[towards], DOWNWARDS[towards]);
    return canvas.image();
  }

  private static boolean isCliff(int cell) {
    return cell > START && cell < GOAL;
  }
}
