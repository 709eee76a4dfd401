package io.rein4j.env.toytext;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import java.awt.AlphaComposite;
import java.awt.Composite;
import java.awt.Graphics2D;

/** The picture of a taxi in its town, on Gymnasium's grid. */
final class TaxiPicture implements TabularPicture {

  private static final int CELL = 50;
  private static final int ROWS = 7;
  private static final int COLUMNS = 11;
  private static final int ROAD = 0x6E6E6E;
  private static final int KERB = 0xDDDDBE;
  private static final int HEDGE = 0x4D8B1B;
  private static final int[] STANDS = {0xFF0000, 0x00FF00, 0xFFFF00, 0x0000FF};
  private static final float STAND_ALPHA = 128 / 255f;
  private static final float HOUSE_ALPHA = 170 / 255f;
  private static final int STAND_DROP = 10;
  private static final int SIZE = 5;
  private static final int DOWN = 0;
  private static final int UP = 1;
  private static final int RIGHT = 2;

  @Override
  public RgbImage of(int state, int move) {
    Canvas canvas = Canvas.downwards(COLUMNS * CELL, ROWS * CELL);
    canvas.rectangle(ROAD, 0, 0, COLUMNS * CELL, ROWS * CELL);
    hedge(canvas, 1, 0, COLUMNS - 2, 1);
    hedge(canvas, 1, ROWS - 1, COLUMNS - 2, 1);
    for (int column = 0; column < COLUMNS; column += 2) {
      for (int row = 0; row < SIZE; row++) {
        int first = row;
        while (row < SIZE && Taxi.isWall(row, column)) {
          row++;
        }
        if (row > first) {
          hedge(canvas, column, first + 1, 1, row - first);
        }
      }
    }
    Graphics2D graphics = canvas.graphics();
    for (int stand = 0; stand < STANDS.length; stand++) {
      Composite before = graphics.getComposite();
      graphics.setComposite(AlphaComposite.SrcOver.derive(STAND_ALPHA));
      int square = Taxi.standSquare(stand);
      canvas.rectangle(STANDS[stand], left(square), top(square) + STAND_DROP, CELL, CELL);
      graphics.setComposite(before);
    }
    int passenger = Taxi.passenger(state);
    if (passenger != Taxi.ABOARD) {
      in(canvas, Taxi.standSquare(passenger), 0).walker(0, 1);
    }
    int destination = Taxi.standSquare(Taxi.destination(state));
    int taxi = Taxi.square(state);
    boolean taxiInFront = top(destination) <= top(taxi);
    if (!taxiInFront) {
      taxi(in(canvas, taxi, 0), move);
    }
    Composite before = graphics.getComposite();
    graphics.setComposite(AlphaComposite.SrcOver.derive(HOUSE_ALPHA));
    house(in(canvas, destination, CELL / 2));
    graphics.setComposite(before);
    if (taxiInFront) {
      taxi(in(canvas, taxi, 0), move);
    }
    return canvas.image();
  }

  private static int left(int square) {
    return (square % SIZE * 2 + 1) * CELL;
  }

  private static int top(int square) {
    return (square / SIZE + 1) * CELL;
  }

  private static Figures in(Canvas canvas, int square, int lift) {
    return new Figures(canvas.graphics(), left(square), top(square) - lift, CELL, CELL);
  }

  private static void hedge(Canvas canvas, int column, int row, int columns, int rows) {
    boolean lies = columns > 1;
    int left = column * CELL + (lies ? 2 : 9);
    int top = row * CELL + (lies ? 12 : 3);
    int width = columns * CELL - (lies ? 4 : 17);
    int height = rows * CELL - (lies ? 22 : 6);
    Figures figures = new Figures(canvas.graphics(), left, top, width, height);
    double arc = 18.0 / width;
    figures.rounded(KERB, 0, 0, 1, 1, arc);
    figures.rounded(HEDGE, 3.0 / width, 3.0 / height, 1 - 6.0 / width, 1 - 6.0 / height, arc * 0.7);
  }

  private static void taxi(Figures figures, int move) {
    int body = 0xF7C325;
    int glass = 0x3B4656;
    int wheel = 0x2B2B2B;
    if (move == NO_MOVE || move == DOWN || move == UP) {
      figures.rounded(wheel, 0.2, 0.62, 0.14, 0.26, 0.06);
      figures.rounded(wheel, 0.66, 0.62, 0.14, 0.26, 0.06);
      figures.rounded(body, 0.18, 0.4, 0.64, 0.42, 0.16);
      figures.rounded(body, 0.26, 0.2, 0.48, 0.34, 0.16);
      figures.rounded(glass, 0.32, 0.26, 0.36, 0.18, 0.08);
      figures.rectangle(0xF4F4F4, 0.42, 0.12, 0.16, 0.08);
      int lamp = move == UP ? 0xD33A2C : 0xFFF6C2;
      figures.ellipse(lamp, 0.22, 0.56, 0.12, 0.12);
      figures.ellipse(lamp, 0.66, 0.56, 0.12, 0.12);
      return;
    }
    boolean right = move == RIGHT;
    figures.rounded(body, 0.06, 0.42, 0.88, 0.34, 0.16);
    figures.rounded(body, 0.24, 0.2, 0.5, 0.36, 0.16);
    figures.rounded(glass, 0.3, 0.27, 0.17, 0.18, 0.06);
    figures.rounded(glass, 0.51, 0.27, 0.17, 0.18, 0.06);
    figures.rectangle(0xF4F4F4, 0.42, 0.12, 0.14, 0.08);
    figures.ellipse(wheel, 0.16, 0.64, 0.22, 0.22);
    figures.ellipse(wheel, 0.62, 0.64, 0.22, 0.22);
    figures.ellipse(0xFFF6C2, right ? 0.84 : 0.06, 0.48, 0.1, 0.12);
    figures.ellipse(0xD33A2C, right ? 0.06 : 0.84, 0.48, 0.1, 0.12);
  }

  private static void house(Figures figures) {
    figures.rectangle(0xD9A066, 0.12, 0.2, 0.78, 0.78);
    figures.rectangle(0xA65040, 0.12, 0.04, 0.78, 0.18);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        figures.rectangle(0x3E7CB8, 0.2 + 0.22 * column, 0.3 + 0.22 * row, 0.16, 0.14);
      }
    }
    figures.rectangle(0x7FE0C8, 0.4, 0.76, 0.22, 0.22);
  }
}
