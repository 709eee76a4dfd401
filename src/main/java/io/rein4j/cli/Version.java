package io.rein4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it into a resource. */
final class Version implements IVersionProvider {

  /** Made by the command line's parser. */
  Version() {}

  @Override
  public String[] getVersion() {
    return new String[] {
      "rein4j " + io.rein4j.train.Provenance.ownVersion(), "JVM ${java.version} (${java.vendor})"
    };
  }
}
