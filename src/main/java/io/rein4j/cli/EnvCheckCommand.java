package io.rein4j.cli;

import io.rein4j.env.Conformance;
import io.rein4j.env.Conformance.Finding;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.registry.EnvSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j env check}: tells what an environment is and whether it keeps its contract. */
@Command(
    name = "check",
    description =
        "Tell what an environment is, whether an agent can train on it, and whether it does what an"
            + " environment must; exit code 1 if it does not.")
final class EnvCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      description =
          "The environment, for instance CartPole-v1, gym:CartPole-v1 or gym:my_package:MyEnv-v0.")
  private String id = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The Gym server that it is on, for instance http://127.0.0.1:5000.")
  private @Nullable String server;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many steps are taken; default: ${DEFAULT-VALUE}.")
  private int steps;

  /** Made by the command line's parser. */
  EnvCheckCommand() {}

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "'--steps' must be 1 or larger, but is %d.".formatted(steps));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (EnvSource source = EnvOrigin.open(id, server, spec)) {
      try (Env env = source.make()) {
        out.println("observations  " + env.observationSpace());
        out.println("actions       " + env.actionSpace());
        out.println(
            "step limit    "
                + (source.maxEpisodeSteps().isPresent()
                    ? String.valueOf(source.maxEpisodeSteps().getAsInt())
                    : "none is known"));
        out.println(
            "agents        "
                + (env.actionSpace() instanceof Discrete
                    ? "all that choose among actions"
                    : "only those that act with numbers; DQN needs a Discrete"));
      }
      Conformance.Report report = Conformance.check(source::make, steps);
      out.println(
          "time per step %s µs, a reset %s µs"
              .formatted(
                  String.format(Locale.ROOT, "%.1f", report.microsPerStep()),
                  String.format(Locale.ROOT, "%.1f", report.microsPerReset())));
      return print(report.findings(), out);
    }
  }

  private static int print(List<Finding> findings, PrintWriter out) {
    boolean passed = true;
    for (Finding finding : findings) {
      out.println((finding.passed() ? "ok    " : "FAIL  ") + finding.check());
      if (!finding.passed()) {
        out.println("      " + finding.advice());
        passed = false;
      }
    }
    return passed ? 0 : 1;
  }
}
