package io.rein4j.nn;

import io.rein4j.nn.model.Image;

/** A layer whose outputs are an image. */
public interface ImageLayer extends Layer {

  /** {@return how a row of outputs holds the image} */
  Image image();

  @Override
  default int outputs() {
    return image().size();
  }
}
