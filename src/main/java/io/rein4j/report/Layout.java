package io.rein4j.report;

/** The sizes in which every figure is drawn: for paper and wide screens, and for narrow ones. */
enum Layout {
  /** As wide as a column of text. */
  WIDE(800, 340),
  /** As wide as a phone. */
  NARROW(340, 240);

  private final int width;
  private final int plotHeight;

  Layout(int width, int plotHeight) {
    this.width = width;
    this.plotHeight = plotHeight;
  }

  /** {@return the width of a drawing, in its own units} */
  int width() {
    return width;
  }

  /** {@return the height of the area between the axes} */
  int plotHeight() {
    return plotHeight;
  }
}
