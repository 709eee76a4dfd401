package io.rein4j.env;

/**
 * The way in which a {@link Box}'s values are stacks of frames: the last frames of an episode, one
 * behind the other, the oldest first. With every step of the agent a stack loses its oldest frame
 * and gains one; a memory may keep each frame once.
 */
public final class FrameStacking {

  private final int frames;
  private final float[] padding;

  /**
   * Makes a way of stacking in which an episode's first frame stands before itself.
   *
   * @param frames number of frames in a stack, ≥ 1
   */
  public FrameStacking(int frames) {
    this(frames, new float[0]);
  }

  /**
   * Makes a way of stacking in which a certain frame stands before an episode's first.
   *
   * @param frames number of frames in a stack, ≥ 1
   * @param padding that frame
   */
  public FrameStacking(int frames, float[] padding) {
    this.frames = frames;
    this.padding = padding.clone();
  }

  /** {@return the number of frames in a stack} */
  public int frames() {
    return frames;
  }

  /**
   * Completes a stack whose oldest frames are missing, as its episode has not as many yet.
   *
   * @param stack holds the stack
   * @param offset index of its first float
   * @param missing number of missing frames, fewer than there are in a stack
   * @param frameSize floats of a frame
   */
  public void pad(float[] stack, int offset, int missing, int frameSize) {
    for (int frame = 0; frame < missing; frame++) {
      int to = offset + frame * frameSize;
      if (padding.length == 0) {
        System.arraycopy(stack, offset + missing * frameSize, stack, to, frameSize);
      } else {
        System.arraycopy(padding, 0, stack, to, frameSize);
      }
    }
  }
}
