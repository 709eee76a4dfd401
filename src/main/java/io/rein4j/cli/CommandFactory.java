package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.settings.Kind;

/** The maker of a command of the program. */
@Kind("command")
@FunctionalInterface
public interface CommandFactory {

  /**
   * {@return the command, before its arguments are read: an object that is annotated for picocli}
   *
   * @param catalog what there is to choose from
   */
  Object create(Catalog catalog);
}
