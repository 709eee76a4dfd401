package io.rein4j.nn.model;

import java.util.List;

/** Layers that another library computes. */
public interface ExternalModel extends LayerModel {

  /**
   * {@return the same in layers of other kinds}
   *
   * @throws IllegalArgumentException naming the first that there is none for
   */
  List<LayerModel> known();
}
