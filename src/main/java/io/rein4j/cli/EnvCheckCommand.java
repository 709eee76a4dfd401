package io.rein4j.cli;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.config.ConfigFormat;
import io.rein4j.config.YamlValue;
import io.rein4j.env.Conformance;
import io.rein4j.env.Conformance.Finding;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import io.rein4j.env.SpaceNotes;
import io.rein4j.env.source.EnvSource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rein4j env check}: tells what an environment is and whether it keeps its contract. */
@Command(
    name = "check",
    description =
        "Describe an environment, say which agents can train on it, and test whether it behaves"
            + " as an environment must. The exit code is 1 if it does not.")
final class EnvCheckCommand implements Callable<Integer> {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Mixin private EnvOrigin origin = new EnvOrigin();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many steps to take; default: ${DEFAULT-VALUE}.")
  private int steps;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  EnvCheckCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "'--steps' must be 1 or larger, but is %s.".formatted(steps));
    }
    PrintWriter out = Terminal.out(spec);
    try (EnvSource source = origin.open(catalog, spec)) {
      try (Env env = source.make()) {
        out.println("observations  " + env.observationSpace());
        out.println("actions       " + env.actionSpace());
        out.println(
            "step limit    "
                + (source.maxEpisodeSteps().isPresent()
                    ? String.valueOf(source.maxEpisodeSteps().getAsInt())
                    : "none is known"));
        boolean masked = env.actionMask().isPresent();
        if (masked) {
          out.println("action mask   agents take only actions that it allows");
        }
        printAgents(catalog, env.actionSpace(), masked, out);
        SpaceNotes.ofObservations(env.observationSpace(), 1)
            .forEach(note -> out.println("note          " + note));
        SpaceNotes.ofActions(env.actionSpace())
            .forEach(note -> out.println("note          " + note));
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

  /** Tells which agents can be trained with their default settings, and why others cannot. */
  private static void printAgents(Catalog catalog, Space actions, boolean masked, PrintWriter out) {
    List<String> able = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (String type : catalog.types(LearnerSettings.class).keySet()) {
      LearnerSettings settings =
          new ConfigFormat(catalog)
              .bind(LearnerSettings.class, YamlValue.ofText("{type: %s}".formatted(type), type));
      try {
        settings.requireActions(actions);
        if (masked && !settings.keepsToMasks()) {
          refusals.add("not %s: It does not keep to action masks.".formatted(type));
          continue;
        }
        able.add(type);
      } catch (IllegalArgumentException e) {
        refusals.add("not %s: %s".formatted(type, e.getMessage()));
      }
    }
    out.println("agents        " + (able.isEmpty() ? "none" : String.join(", ", able)));
    refusals.forEach(refusal -> out.println("              " + refusal));
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
