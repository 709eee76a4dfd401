package io.rein4j.report;

/**
 * An axis of a figure.
 *
 * @param name what the column is called in CSV
 * @param label what people read, with the unit
 * @param scale how values are laid out
 * @param unit how values are written
 * @param fromZero whether the axis begins at 0, or below it
 */
record Axis(String name, String label, Scale scale, Unit unit, boolean fromZero) {

  enum Scale {
    LINEAR,
    LOG
  }

  enum Unit {
    NUMBER,
    /** A share in [0, 1], written in percent; the axis shows all of it. */
    SHARE
  }

  static Axis linear(String name, String label) {
    return new Axis(name, label, Scale.LINEAR, Unit.NUMBER, false);
  }

  /** Returns the axis of what is counted from 0, such as the steps of a training. */
  static Axis counted(String name, String label) {
    return new Axis(name, label, Scale.LINEAR, Unit.NUMBER, true);
  }

  static Axis log(String name, String label) {
    return new Axis(name, label, Scale.LOG, Unit.NUMBER, false);
  }

  static Axis share(String name, String label) {
    return new Axis(name, label, Scale.LINEAR, Unit.SHARE, false);
  }
}
