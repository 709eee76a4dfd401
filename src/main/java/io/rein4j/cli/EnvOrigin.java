package io.rein4j.cli;

import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.registry.EnvSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where the commands that look at an environment get it from. */
final class EnvOrigin {

  private EnvOrigin() {}

  static EnvSource open(String id, @Nullable String server, CommandSpec spec) {
    return EnvSource.open(
        id,
        Map.of(),
        server,
        GymSettings.DEFAULTS,
        notice -> spec.commandLine().getErr().println("rein4j: " + notice));
  }
}
