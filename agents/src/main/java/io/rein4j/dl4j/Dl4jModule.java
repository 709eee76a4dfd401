package io.rein4j.dl4j;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.nn.NetworkSettings;

/** The module of DL4J's networks. */
public final class Dl4jModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    if (Catalog.hasClass("org.deeplearning4j.nn.api.Model")) {
      catalog.types(NetworkSettings.class, Dl4jNetworkSettings.class);
    } else {
      catalog.unavailable(
          NetworkSettings.class,
          "dl4j",
          "it needs DL4J, which is not on the class path:"
              + " add org.deeplearning4j:deeplearning4j-nn and org.nd4j:nd4j-native");
    }
  }
}
