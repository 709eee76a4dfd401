package io.rein4j.documents;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.cli.CommandFactory;
import io.rein4j.train.RunListenerFactory;

/** The module of the documents' plugin that adds a run listener and a command. */
public final class OvenTools implements Rein4jModule {
  @Override
  public void register(Catalog catalog) {
    catalog
        .add(RunListenerFactory.class, "scoreboard", (config, folder) -> new Scoreboard(folder))
        .add(CommandFactory.class, "bake", all -> new BakeCommand());
  }
}
