package io.rein4j.env.draw;

/** A turn of points about the origin, counterclockwise, and a shift behind it. */
public final class Turn {

  private final double cos;
  private final double sin;
  private final double x;
  private final double y;

  /**
   * Makes a turn.
   *
   * @param angle radians
   * @param x added to the first coordinate afterwards
   * @param y added to the second coordinate afterwards
   */
  public Turn(double angle, double x, double y) {
    this.cos = Math.cos(angle);
    this.sin = Math.sin(angle);
    this.x = x;
    this.y = y;
  }

  /**
   * {@return the first coordinate of where a point comes to lie}
   *
   * @param pointX its first coordinate
   * @param pointY its second coordinate
   */
  public double x(double pointX, double pointY) {
    return pointX * cos - pointY * sin + x;
  }

  /**
   * {@return the second coordinate of where a point comes to lie}
   *
   * @param pointX its first coordinate
   * @param pointY its second coordinate
   */
  public double y(double pointX, double pointY) {
    return pointX * sin + pointY * cos + y;
  }

  /**
   * {@return where points come to lie}
   *
   * @param points first and second coordinate of each
   */
  public double[] of(double... points) {
    double[] turned = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      turned[i] = x(points[i], points[i + 1]);
      turned[i + 1] = y(points[i], points[i + 1]);
    }
    return turned;
  }

  /**
   * {@return the corners of a rectangle as they come to lie}
   *
   * @param left least first coordinate
   * @param bottom least second coordinate
   * @param right largest first coordinate
   * @param top largest second coordinate
   */
  public double[] ofRectangle(double left, double bottom, double right, double top) {
    return of(left, bottom, left, top, right, top, right, bottom);
  }
}
