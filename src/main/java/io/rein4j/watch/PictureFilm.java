package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A film in a file of pictures, of which each holds what has changed since the one before. Equal
 * pictures in a row are one that is shown for longer. Times are rounded to the ends of pictures, so
 * that they do not drift.
 */
abstract class PictureFilm implements Film {

  private final double ticksPerSecond;
  private @Nullable RgbImage shown;
  private @Nullable RgbImage next;
  private double seconds;
  private long ticks;

  PictureFilm(double ticksPerSecond) {
    this.ticksPerSecond = ticksPerSecond;
  }

  /**
   * Writes a picture.
   *
   * @param before the picture before it; null for the first
   * @param picture the picture
   * @param ticks how long it is shown, ≥ 1
   */
  abstract void write(@Nullable RgbImage before, RgbImage picture, int ticks) throws IOException;

  /** Writes what comes behind the last picture. */
  abstract void end() throws IOException;

  @Override
  public final boolean add(RgbImage picture, double shownFor) throws IOException {
    RgbImage last = next;
    if (last != null && !last.equals(picture)) {
      flush(last);
    }
    next = picture;
    seconds += shownFor;
    return true;
  }

  private void flush(RgbImage picture) throws IOException {
    long until = Math.max(ticks + 1, Math.round(seconds * ticksPerSecond));
    write(shown, picture, (int) Math.min(Short.MAX_VALUE, until - ticks));
    ticks = until;
    shown = picture;
  }

  @Override
  public final void finish() throws IOException {
    RgbImage last = next;
    if (last != null) {
      flush(last);
    }
    next = null;
    end();
  }
}
