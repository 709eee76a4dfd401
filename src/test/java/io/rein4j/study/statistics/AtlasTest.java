package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.documents.Document;
import io.rein4j.record.CsvTable;
import io.rein4j.record.Numbers;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The atlas: its page and its commands are what follows from its studies and finished runs. */
class AtlasTest {

  private static final Path ATLAS = Document.ROOT.resolve("configs/studies/atlas");
  private static final Document PAGE = Document.at("configs/studies/atlas/README.md");

  private static final YAMLMapper YAML = new YAMLMapper();

  private static final Pattern SET = Pattern.compile("--set '([^']*)'");
  private static final Pattern COMMAND =
      Pattern.compile("\\./rein4j train (\\S+)((?: --set '[^']*')*) --seed 1 # (.*)");

  /** Names of the agents' studies, with what the agents are called. */
  private static final Map<String, String> AGENTS = new LinkedHashMap<>();

  /** The plans of those that have been read, which takes longer than all else here. */
  private static final Map<String, StudyPlan> PLANS = new ConcurrentHashMap<>();

  static {
    AGENTS.put("dqn", "DQN");
    AGENTS.put("qrdqn", "QR-DQN");
    AGENTS.put("a2c", "A2C");
    AGENTS.put("ppo", "PPO");
    AGENTS.put("lstm-ppo", "LSTM-PPO");
  }

  static List<String> agents() {
    return List.copyOf(AGENTS.keySet());
  }

  private static StudyPlan plan(String agent) {
    return PLANS.computeIfAbsent(
        agent, name -> StudyPlan.read(Catalog.standard(), ATLAS.resolve(name + ".yaml")));
  }

  private static AtlasTables tables(String agent) throws IOException {
    return new AtlasTables(plan(agent).design(), ATLAS.resolve(agent + ".csv"));
  }

  @Test
  void page_hasTheTablesOfAllFinishedRuns() throws IOException {
    StringBuilder text = new StringBuilder("\n").append(budget());
    for (Map.Entry<String, String> agent : AGENTS.entrySet()) {
      text.append("### %s\n\n".formatted(agent.getValue()));
      text.append(tables(agent.getKey()).markdown());
    }
    if (Boolean.getBoolean("rein4j.update")) {
      PAGE.replace("tables", text.toString());
    }
    assertThat(PAGE.between("tables"))
        .as("the tables of the atlas; mvn test -Drein4j.update=true writes them anew")
        .isEqualTo(text.toString());
  }

  /** Returns what the sittings took so far, and how many runs they have finished. */
  private static String budget() throws IOException {
    Map<String, Double> seconds = new TreeMap<>();
    Path sittings = ATLAS.resolve("sittings.csv");
    if (Files.exists(sittings)) {
      CsvTable table = CsvTable.read(sittings);
      List<String> agents = table.texts("agent");
      double[] took = table.doubles("cpu_seconds");
      for (int row = 0; row < took.length; row++) {
        seconds.merge(agents.get(row), took[row], Double::sum);
      }
    }
    StringBuilder text =
        new StringBuilder("| agent | finished | planned | CPU-seconds |\n|---|---:|---:|---:|\n");
    for (Map.Entry<String, String> agent : AGENTS.entrySet()) {
      AtlasTables tables = tables(agent.getKey());
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  agent.getValue(),
                  Numbers.grouped(tables.size()),
                  Numbers.grouped(tables.planned()),
                  Numbers.grouped(Math.round(seconds.getOrDefault(agent.getKey(), 0.0)))));
    }
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return text.append(
            "\n%s of the 12 CPU-hours are used.\n\n".formatted(Numbers.rounded(all / 3600, 2)))
        .toString();
  }

  @ParameterizedTest
  @MethodSource("agents")
  void commands_ofAnAgent_trainTheRunsOfItsStudy(String agent) throws IOException {
    List<String> lines = commands(agent);
    Path file = ATLAS.resolve("commands").resolve(agent + ".txt");
    if (Boolean.getBoolean("rein4j.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", lines) + "\n");
    }
    assertThat(Files.readAllLines(file))
        .as("the commands of %s; mvn test -Drein4j.update=true writes them anew", agent)
        .isEqualTo(lines);
    Map<String, RunConfig> planned =
        plan(agent).runs().stream()
            .filter(run -> run.config().seed() == 1)
            .collect(Collectors.toMap(run -> words(run.cell()), PlannedRun::config));
    assertThat(lines).hasSameSizeAs(planned.keySet());
    for (String line : lines) {
      Matcher command = COMMAND.matcher(line);
      assertThat(command.matches()).as(line).isTrue();
      List<String> sets = SET.matcher(command.group(2)).results().map(set -> set.group(1)).toList();
      RunConfig config =
          RunConfigs.read(Catalog.standard(), Document.ROOT.resolve(command.group(1)), sets);
      RunConfig expected = Objects.requireNonNull(planned.get(command.group(3)), line);
      assertThat(config.toBuilder().name("cell").build())
          .as(line)
          .isEqualTo(expected.toBuilder().name("cell").build());
    }
  }

  @ParameterizedTest
  @MethodSource("agents")
  void runs_ofATable_areAllCellsOfTheSameSeeds(String agent) throws IOException {
    Path file = ATLAS.resolve(agent + ".csv");
    if (!Files.exists(file)) {
      return;
    }
    StudyPlan plan = plan(agent);
    CsvTable table = CsvTable.read(file);
    Map<String, List<String>> cells = new TreeMap<>();
    List<String> levels = table.texts("level");
    List<String> environments = table.texts("environment");
    List<String> conditions = table.texts("condition");
    List<String> seeds = table.texts("seed");
    for (int row = 0; row < table.rows(); row++) {
      Cell cell = new Cell(levels.get(row), environments.get(row), conditions.get(row));
      long seed = Long.parseLong(seeds.get(row));
      assertThat(plan.design().cells()).contains(cell);
      assertThat(plan.design().seeds()).contains(seed);
      cells
          .computeIfAbsent(
              "%s, seed %s".formatted(cell.environment(), seed), name -> new ArrayList<>())
          .add(words(cell));
    }
    int each = plan.design().levels().size() * plan.design().conditions().size();
    assertThat(cells)
        .allSatisfy((name, of) -> assertThat(of).as(name).hasSize(each).doesNotHaveDuplicates());
  }

  /** SciPy: stats.t.interval(0.95, 3, x.mean(), stats.sem(x)) of x = 0.1, 0.4, 0.5, 0.9. */
  @Test
  void mean_ofAFewRuns_hasStudentsInterval() {
    Estimate mean = AtlasTables.mean(0.1, 0.4, 0.5, 0.9);
    assertThat(mean.value()).isEqualTo(0.475, within(1e-12));
    assertThat(mean.low()).isEqualTo(-0.050746166, within(1e-6));
    assertThat(mean.high()).isEqualTo(1.000746166, within(1e-6));
  }

  private static String words(Cell cell) {
    return "%s, %s, %s".formatted(cell.environment(), cell.condition(), cell.level());
  }

  /** Returns a command for each cell of a study, made of the study's file alone. */
  private static List<String> commands(String agent) throws IOException {
    JsonNode study = YAML.readTree(ATLAS.resolve(agent + ".yaml").toFile());
    List<Map.Entry<String, JsonNode>> factors = entries(study.get("vary"));
    String compared = study.get("compare").asText();
    JsonNode levels = study.get("vary").get(compared);
    Map.Entry<String, JsonNode> noises =
        factors.stream()
            .filter(factor -> !factor.getKey().equals(compared))
            .findFirst()
            .orElseThrow();
    List<String> commands = new ArrayList<>();
    for (JsonNode environment : study.get("environments")) {
      String name = environment.get(environment.has("name") ? "name" : "id").asText();
      for (Map.Entry<String, JsonNode> noise : entries(noises.getValue())) {
        for (Map.Entry<String, JsonNode> level : entries(levels)) {
          StringBuilder command = new StringBuilder("./rein4j train ");
          command.append(environment.get("base").asText().replace("../../", "configs/"));
          entries(environment.get("set"))
              .forEach(set -> append(command, set.getKey(), set.getValue()));
          append(command, noises.getKey(), noise.getValue());
          append(command, compared, level.getValue());
          commands.add(
              "%s --seed 1 # %s, %s, %s".formatted(command, name, noise.getKey(), level.getKey()));
        }
      }
    }
    return commands;
  }

  private static void append(StringBuilder command, String path, JsonNode value) {
    command.append(" --set '%s=%s'".formatted(path, value));
  }

  private static List<Map.Entry<String, JsonNode>> entries(JsonNode section) {
    return List.copyOf(section.properties());
  }
}
