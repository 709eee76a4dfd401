package io.rein4j.env;

import java.util.function.Supplier;

/**
 * A way to draw an environment as it stands. Drawing changes nothing of the environment: no state
 * and no random draw.
 */
public interface Renderer {

  /**
   * Draws the environment as it is after its last reset or step.
   *
   * @return the picture
   * @throws IllegalStateException if there was no reset yet
   */
  RgbImage render();

  /** {@return how many steps of the environment a second of its own time has} */
  double framesPerSecond();

  /**
   * {@return a renderer}
   *
   * @param framesPerSecond steps in a second of the environment's own time
   * @param picture draws it
   */
  static Renderer of(double framesPerSecond, Supplier<RgbImage> picture) {
    return new Renderer() {
      @Override
      public RgbImage render() {
        return picture.get();
      }

      @Override
      public double framesPerSecond() {
        return framesPerSecond;
      }
    };
  }
}
