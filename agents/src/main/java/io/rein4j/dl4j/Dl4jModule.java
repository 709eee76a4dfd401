package io.rein4j.dl4j;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.nn.NetworkSettings;

/** The module of DL4J's networks. */
public final class Dl4jModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog.types(NetworkSettings.class, Dl4jNetworkSettings.class);
  }
}
