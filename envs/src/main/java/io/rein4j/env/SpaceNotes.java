package io.rein4j.env;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Remarks on an environment's spaces, to be read before an agent is trained on it. */
public final class SpaceNotes {

  private static final double LARGEST_WHOLE = 1 << 24;
  private static final float LARGEST_BYTE = 255;

  private SpaceNotes() {}

  /**
   * {@return a sentence for each peculiarity of observations}
   *
   * @param space the space of observations, as the agent sees them
   * @param inputScale what its network divides them by
   */
  public static List<String> ofObservations(Space space, double inputScale) {
    List<String> notes = new ArrayList<>();
    if (!(space instanceof Box box)) {
      return notes;
    }
    double largest = largest(box);
    if (box.type().isWhole() && largest > LARGEST_WHOLE) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Observations hold whole numbers up to %,.0f, but agents see them as float32, which"
                  + " has gaps beyond 16,777,216: leave out what is only a name, such as an id or"
                  + " a time stamp, or observe a difference or a share.",
              largest));
    }
    if (inputScale == 1 && holdsBytes(space)) {
      notes.add(
          "Observations hold bytes, from 0 to 255, which enter the network unscaled: use the"
              + " wrapper 'observation-normalization', or a network with 'input-scale: 255', of"
              + " DL4J or of layers that begin with a convolution.");
    }
    return notes;
  }

  /**
   * {@return a sentence for each peculiarity of actions}
   *
   * @param space the space of actions
   */
  public static List<String> ofActions(Space space) {
    return space instanceof Box box && box.type().isWhole()
        ? List.of(
            "Actions are whole numbers: those of a continuous policy are rounded to the nearest;"
                + " a Discrete space suits a few of them better.")
        : List.of();
  }

  /** Returns the largest magnitude of a finite bound. */
  private static double largest(Box box) {
    double largest = 0;
    for (double[] bounds : List.of(box.exactLow(), box.exactHigh())) {
      for (double bound : bounds) {
        largest = Double.isFinite(bound) ? Math.max(largest, Math.abs(bound)) : largest;
      }
    }
    return largest;
  }

  /**
   * {@return whether any elements are as those of an image of bytes, alone or beside others}
   *
   * @param space the space of observations
   */
  public static boolean holdsBytes(Space space) {
    if (!(space instanceof Box box)) {
      return false;
    }
    for (int i = 0; i < box.size(); i++) {
      if (box.low(i) == 0 && box.high(i) == LARGEST_BYTE) {
        return true;
      }
    }
    return false;
  }
}
