package io.rein4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.Verdict;
import io.rein4j.config.ConfigFormat;
import io.rein4j.record.ClippingFigures;
import io.rein4j.record.ScopeFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j clip}: takes gradients through a clipping stage and prints what became of them. */
@Command(
    name = "clip",
    description = {
      "Show what clipping rules do to a gradient: its values and statistics, one JSON object per"
          + " line.",
      "",
      "A gradient is {\"parameters\": [{\"name\": \"actor/dense0/weight\", \"shape\": [4, 16],"
          + " \"values\": [...]}]}. A parameter may also have \"weights\" (its current values)"
          + " and a \"group\". Several gradients, one after the other, are a sequence: the rules"
          + " keep their state from one to the next. NaN, Infinity and -Infinity are numbers,"
          + " bare or quoted."
    })
final class ClipCommand implements Callable<Integer> {

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      required = true,
      description = "A YAML file that holds what a config has under 'clipping:'.")
  private Path rule = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The seed for rules that draw random numbers. It changes nothing for Rein4J's own"
              + " rules, which draw none.")
  @SuppressWarnings("unused") // part of the command's contract
  private long seed;

  @Parameters(
      paramLabel = "GRADIENTS",
      description = "A JSON file with one or more gradients, or - for standard input.")
  private String gradients = "";

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  ClipCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    ClippingSettings settings =
        new ConfigFormat(catalog).read(ClippingSettings.class, rule, List.of());
    PrintWriter out = spec.commandLine().getOut();
    try (GradientReader reader = GradientReader.open(gradients);
        JsonOutput output = new JsonOutput(out)) {
      ClippingStage stage = null;
      while (reader.next()) {
        if (stage == null) {
          stage = new ClippingStage(reader.layout(), settings);
          requireNoRuleOnSamples(stage);
        }
        UpdateReport report = process(stage, reader);
        write(output.json(), report, reader.layout(), reader.values());
        output.requireWritten();
      }
    }
    return 0;
  }

  private static UpdateReport process(ClippingStage stage, GradientReader reader) {
    if (reader.hasWeights()) {
      return stage.process(reader.values(), reader.weights(), 0);
    }
    try {
      return stage.process(reader.values(), 0);
    } catch (IllegalArgumentException e) {
      throw reader.needsWeights(e);
    }
  }

  private void requireNoRuleOnSamples(ClippingStage stage) {
    if (stage.formsGradients()) {
      throw new IllegalArgumentException(
          "%s: the first rule acts on samples before their gradients are averaged, but the input is of"
                  .formatted(rule)
              + " averaged gradients; such a rule works in training only.");
    }
  }

  private static void write(
      JsonGenerator json, UpdateReport report, ParameterLayout layout, float[] values)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("verdict", name(report.verdict()));
    writeScope(json, report.whole());
    json.writeNumberField(ClippingFigures.NONFINITE_ELEMENTS.key(), report.nonFiniteElements());
    writeNumber(json, "threshold", report.threshold());
    if (report.refused()) {
      json.writeNumberField("dropped_by", report.refusingRule());
      writeNumber(json, "rule_norm", report.ruleNorm(report.refusingRule()));
      writeNumber(json, "rule_threshold", report.ruleThreshold(report.refusingRule()));
    } else if (report.applied()
        && report.rules() == 1
        && report.ruleNorm(0) != report.whole().normPre()) {
      writeNumber(json, "rule_norm", report.ruleNorm(0));
    }
    json.writeObjectFieldStart("groups");
    for (int group = 0; group < report.groups().size(); group++) {
      json.writeObjectFieldStart(report.groups().get(group));
      writeScope(json, report.group(group));
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("parameters");
    for (ParameterLayout.Block block : layout.blocks()) {
      json.writeStartObject();
      json.writeStringField("name", block.name());
      json.writeArrayFieldStart("values");
      for (int i = block.offset(); i < block.end(); i++) {
        if (Float.isFinite(values[i])) {
          json.writeNumber(values[i]);
        } else {
          json.writeString(Float.toString(values[i]));
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeScope(JsonGenerator json, UpdateReport.Scope scope) throws IOException {
    json.writeBooleanField("clipped", scope.clipped());
    writeNumber(json, "norm_pre", scope.normPre());
    writeNumber(json, "norm_post", scope.normPost());
    writeNumber(json, "coefficient", scope.coefficient());
    writeNumber(
        json,
        ScopeFigures.CLIPPED_ELEMENT_FRACTION.key(),
        (double) scope.clippedElements() / Math.max(1, scope.elements()));
  }

  /**
   * A gradient that is let through although it is not finite goes to the optimizer all the same.
   */
  private static String name(Verdict verdict) {
    return switch (verdict) {
      case APPLIED, PROPAGATED -> "applied";
      case SKIPPED -> "skipped";
      case FAILED -> "failed";
    };
  }

  /** Writes a statistic: null where it is undefined, and an infinite one in quotes. */
  private static void writeNumber(JsonGenerator json, String name, double value)
      throws IOException {
    if (Double.isNaN(value)) {
      json.writeNullField(name);
    } else if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeStringField(name, Double.toString(value));
    }
  }
}
