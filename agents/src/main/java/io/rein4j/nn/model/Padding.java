package io.rein4j.nn.model;

/** What a window meets at an image's edges. */
public enum Padding {
  /** Nothing: the window stays within the image. */
  NONE,

  /**
   * As many pixels of nothing as let the window stop at every stride-th pixel: half of them before
   * the image and half behind it, the odd one behind (ONNX's {@code SAME_UPPER}).
   */
  SAME
}
