package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClipCommandTest {

  private static final String TWO_BLOCKS =
      "{'parameters':[{'name':'actor/dense0/weight','shape':[2],'values':[%s]},"
          + "{'name':'bias','shape':[1],'values':[%s],'group':'critic'}]}\n";

  @TempDir private Path folder;

  private Program clip(String rules, String gradients) throws IOException {
    Path rule = folder.resolve("rule.yaml");
    Files.writeString(rule, rules);
    Path file = folder.resolve("gradients.json");
    Files.writeString(file, gradients.replace('\'', '"'));
    return Program.run("clip", "--rule", rule, "--seed", 3, file);
  }

  private List<JsonNode> lines(String rules, String gradients) throws IOException {
    Program program = clip(rules, gradients);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    JsonMapper mapper = JsonMapper.builder().build();
    return program.out().lines().map(line -> read(mapper, line)).toList();
  }

  private static JsonNode read(JsonMapper mapper, String line) {
    try {
      return mapper.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  void clip_globalNorm_printsValuesAndStatistics() throws IOException {
    JsonNode line =
        lines("rules: [{type: global-norm, threshold: 1}]", TWO_BLOCKS.formatted("3, 4", "0"))
            .get(0);

    assertThat(line.get("verdict").textValue()).isEqualTo("applied");
    assertThat(line.get("clipped").booleanValue()).isTrue();
    assertThat(line.get("norm_pre").doubleValue()).isCloseTo(5, within(1e-6));
    assertThat(line.get("norm_post").doubleValue()).isCloseTo(1, within(1e-6));
    assertThat(line.get("coefficient").doubleValue()).isCloseTo(0.2, within(1e-6));
    assertThat(line.get("threshold").doubleValue()).isEqualTo(1);
    assertThat(line.get("clipped_element_fraction").doubleValue())
        .isCloseTo(2.0 / 3, within(1e-12));
    assertThat(line.get("nonfinite_elements").intValue()).isZero();
    assertThat(line.get("groups").fieldNames()).toIterable().containsExactly("actor", "critic");
    assertThat(line.at("/groups/critic/clipped").booleanValue()).isFalse();
    assertThat(line.at("/parameters/0/name").textValue()).isEqualTo("actor/dense0/weight");
    assertThat(line.at("/parameters/0/values/0").floatValue()).isCloseTo(0.6f, within(1e-6f));
    assertThat(line.has("rule_norm")).isFalse();
  }

  @Test
  void clip_otherNormType_printsTheRulesOwnNorm() throws IOException {
    JsonNode line =
        lines(
                "rules: [{type: global-norm, threshold: 1, norm-type: 1}]",
                TWO_BLOCKS.formatted("3, -4", "0"))
            .get(0);

    assertThat(line.get("rule_norm").doubleValue()).isCloseTo(7, within(1e-6));
  }

  @Test
  void clip_notFinite_isSkippedAndQuoted() throws IOException {
    JsonNode line =
        lines(
                "rules: [{type: global-norm, threshold: 1}]",
                TWO_BLOCKS.formatted("NaN, 4", "'-Infinity'"))
            .get(0);

    assertThat(line.get("verdict").textValue()).isEqualTo("skipped");
    assertThat(line.get("nonfinite_elements").intValue()).isEqualTo(2);
    assertThat(line.get("norm_pre").isNull()).isTrue();
    assertThat(line.at("/parameters/0/values/0").textValue()).isEqualTo("NaN");
    assertThat(line.at("/parameters/1/values/0").textValue()).isEqualTo("-Infinity");
  }

  @Test
  void clip_updateThatARuleDrops_tellsWhatWasMeasured() throws IOException {
    JsonNode line =
        lines(
                "rules: [{type: value, threshold: 9},"
                    + " {type: global-norm, threshold: 1, norm-type: 1, on-exceed: skip}]",
                TWO_BLOCKS.formatted("3, -4", "0"))
            .get(0);

    assertThat(line.get("verdict").textValue()).isEqualTo("skipped");
    assertThat(line.get("norm_pre").doubleValue()).isCloseTo(5, within(1e-6));
    assertThat(line.get("norm_post").isNull()).isTrue();
    assertThat(line.get("dropped_by").intValue()).isEqualTo(1);
    assertThat(line.get("rule_norm").doubleValue()).isCloseTo(7, within(1e-6));
    assertThat(line.get("rule_threshold").doubleValue()).isEqualTo(1);
  }

  @Test
  void clip_ruleWithoutAThreshold_hasNoneAsNull() throws IOException {
    JsonNode line = lines("rules: []", TWO_BLOCKS.formatted("3, 4", "0")).get(0);

    assertThat(line.has("threshold")).isTrue();
    assertThat(line.get("threshold").isNull()).isTrue();
  }

  @Test
  void clip_sequence_carriesTheRulesStateOn() throws IOException {
    StringBuilder gradients = new StringBuilder();
    for (String norm : List.of("1", "2", "3", "4", "100", "2")) {
      gradients.append(TWO_BLOCKS.formatted("0, " + norm, "0"));
    }

    List<JsonNode> lines = lines("rules: [{type: auto-clip}]", gradients.toString());

    // AutoClip's published sequence (2007.14469): the 10th percentile of the norms so far.
    assertThat(lines)
        .extracting(line -> Math.round(10 * line.get("threshold").doubleValue()) / 10.0)
        .containsExactly(1.0, 1.1, 1.2, 1.3, 1.4, 1.5);
  }

  @Test
  void clip_badInput_isOneSentenceWithThePlace() throws IOException {
    String rule = "rules: [{type: global-norm, threshold: 1}]";
    assertRefused(clip(rule, "{'parameters':[\n{'name':]}"), "gradients.json:2:");
    assertRefused(clip(rule, TWO_BLOCKS.formatted("3", "0")), "has 2 elements, but its values are");
    assertRefused(
        clip(rule, "{'parameters':[{'name':'a','shape':[1],'values':[1],'weights':[1, 2]}]}"),
        "has 1 element, but its weights are 2");
    assertRefused(clip(rule, TWO_BLOCKS.formatted("'x', 1", "0")), "must be numbers");
    assertThat(clip(rule, "{'parameters':[{'name':'a','shape':[0],'values':[]}]}").err())
        .contains("gradients.json:1:1: ")
        .doesNotContain("..");
    assertRefused(clip(rule, "{'parameter': []}"), "needs \"parameters\"");
    assertRefused(clip(rule, ""), "holds no gradient");
    assertRefused(
        clip(
            rule,
            TWO_BLOCKS.formatted("1, 2", "0")
                + "{'parameters':[{'name':'a','shape':[1],'values':[1]}]}"),
        "other parameters than the first");
    assertRefused(
        clip("rules: [{type: global-nrm, threshold: 1}]", TWO_BLOCKS.formatted("1, 2", "0")),
        "global-norm");
    assertRefused(
        clip("rules: [{type: global-norm, threshold: -1}]", TWO_BLOCKS.formatted("1, 2", "0")),
        "PyTorch would flip the sign of every gradient");
    assertRefused(
        clip(
            "rules: [{type: global-norm, threshold: 1, groups: [q]}]",
            TWO_BLOCKS.formatted("1, 2", "0")),
        "the groups are actor, critic");
    assertRefused(
        clip("rules: [{type: adaptive-unitwise}]", TWO_BLOCKS.formatted("1, 2", "0")),
        "gradients.json:1:1: The clipping rule 'adaptive-unitwise' compares the gradient with the"
            + " parameters (weights), but the gradient came without them. Its parameter"
            + " 'actor/dense0/weight' has no \"weights\".");
    String weighed = "{'parameters':[{'name':'a','shape':[1],'values':[1],'weights':[1]}]}";
    assertRefused(
        clip(
            "rules: [{type: global-norm, threshold: 1}, {type: adaptive-unitwise}]",
            weighed + "\n" + weighed.replace(",'weights':[1]", "")),
        "gradients.json:2:1: The clipping rule 'adaptive-unitwise'");
  }

  private static void assertRefused(Program program, String sentence) {
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(sentence).doesNotContain("\tat ");
    assertThat(program.err().lines()).hasSize(1);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void clip_standardInputThatCannotBeRead_saysSo(@TempDir Path here) throws Exception {
    Path rule =
        Files.writeString(here.resolve("rule.yaml"), "rules: [{type: value, threshold: 1}]");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" </", "sh"));
    command.addAll(Program.command("clip", "--rule", rule, "-"));
    Path err = here.resolve("err");
    assertThat(Program.start(command, err.toFile()).waitFor()).isEqualTo(1);
    assertThat(err).hasContent("rein4j: Cannot read standard input: Is a directory.");
  }
}
