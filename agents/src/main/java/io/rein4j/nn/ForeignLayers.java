package io.rein4j.nn;

import java.util.List;

/** Layers that another library computes. */
public non-sealed interface ForeignLayers extends NetworkLayer {

  /**
   * {@return the same in layers of other kinds}
   *
   * @throws IllegalArgumentException naming the first that there is none for
   */
  List<NetworkLayer> known();
}
