package io.rein4j.env.toytext;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import java.util.List;

/** The picture of a frozen lake, on Gymnasium's grid. */
final class FrozenLakePicture implements TabularPicture {

  private static final int LARGEST = 512;
  private static final int CELL = 64;
  private static final int ICE = 0xF4F9FE;
  private static final int STREAK = 0xD6E8FA;
  private static final int GRID = 0xB4C8E6;
  private static final int SHORE = 0x2468B4;
  private static final int WATER = 0x33BDF2;
  private static final int GLINT = 0xA6ECFB;
  private static final int BOX = 0x47566F;
  private static final int RIBBON = 0xF2A640;

  /** By the move: left, down, right, up. */
  private static final int[] RIGHTWARDS = {-1, 0, 1, 0};

  private static final int[] DOWNWARDS = {0, 1, 0, -1};
  private static final int DOWN = 1;

  private final List<String> rows;

  FrozenLakePicture(List<String> rows) {
    this.rows = rows;
  }

  @Override
  public RgbImage of(int state, int move) {
    int columns = rows.get(0).length();
    int width = Math.min(CELL * columns, LARGEST);
    int height = Math.min(CELL * rows.size(), LARGEST);
    int cellWidth = Math.max(1, width / columns);
    int cellHeight = Math.max(1, height / rows.size());
    Canvas canvas = Canvas.downwards(width, height);
    for (int cell = 0; cell < columns * rows.size(); cell++) {
      int left = cell % columns * cellWidth;
      int top = cell / columns * cellHeight;
      char letter = rows.get(cell / columns).charAt(cell % columns);
      Figures figures = new Figures(canvas.graphics(), left, top, cellWidth, cellHeight);
      ice(figures);
      if (letter == 'H') {
        hole(figures);
      } else if (letter == 'G') {
        goal(figures);
      } else if (letter == 'S') {
        figures.stool();
      }
      canvas.rectangle(GRID, left, top, cellWidth, 1);
      canvas.rectangle(GRID, left, top + cellHeight - 1, cellWidth, 1);
      canvas.rectangle(GRID, left, top, 1, cellHeight);
      canvas.rectangle(GRID, left + cellWidth - 1, top, 1, cellHeight);
      if (cell == state) {
        if (letter == 'H') {
          figures.ellipse(SHORE, 0.2, 0.3, 0.6, 0.45);
          figures.ellipse(GLINT, 0.34, 0.44, 0.3, 0.16);
        } else {
          int towards = move == NO_MOVE ? DOWN : move;
          figures.walker(RIGHTWARDS[towards], DOWNWARDS[towards]);
        }
      }
    }
    return canvas.image();
  }

  private static void ice(Figures figures) {
    figures.rectangle(ICE, 0, 0, 1, 1);
    figures.polygon(STREAK, 0.08, 0.3, 0.42, 0.08, 0.56, 0.08, 0.14, 0.38);
    figures.polygon(STREAK, 0.5, 0.86, 0.9, 0.58, 0.92, 0.7, 0.66, 0.9);
    figures.polygon(STREAK, 0.7, 0.3, 0.88, 0.18, 0.92, 0.24, 0.74, 0.36);
  }

  private static void hole(Figures figures) {
    figures.ellipse(SHORE, 0.06, 0.12, 0.88, 0.8);
    figures.ellipse(WATER, 0.09, 0.17, 0.82, 0.73);
    figures.polygon(GLINT, 0.24, 0.6, 0.56, 0.3, 0.66, 0.3, 0.3, 0.66);
    figures.polygon(GLINT, 0.44, 0.72, 0.74, 0.44, 0.78, 0.5, 0.54, 0.74);
  }

  private static void goal(Figures figures) {
    figures.rounded(BOX, 0.2, 0.4, 0.6, 0.5, 0.06);
    figures.rounded(0x5D6E8C, 0.16, 0.28, 0.68, 0.18, 0.06);
    figures.rectangle(RIBBON, 0.44, 0.28, 0.12, 0.62);
    figures.rectangle(RIBBON, 0.2, 0.6, 0.6, 0.08);
    figures.ellipse(RIBBON, 0.28, 0.1, 0.22, 0.2);
    figures.ellipse(RIBBON, 0.5, 0.1, 0.22, 0.2);
  }
}
