package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.config.SettingsTypes.Choice;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.study.plan.LogRange;
import io.rein4j.study.plan.StudySettings;
import io.rein4j.study.plan.SuiteEntry;
import io.rein4j.study.plan.SuiteSettings;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every number of every settings record may be, against a table that is kept. */
class NumberDomainsTest {

  private static final Path TABLE =
      Path.of("test", "resources", "io", "rein4j", "config", "number-domains.txt");

  private static final SettingsTypes TYPES = new SettingsTypes(Catalog.standard());

  /** Whole documents, and what is bound apart from them. */
  private static final List<Class<?>> ROOTS =
      List.of(
          RunConfig.class,
          StudySettings.class,
          SuiteSettings.class,
          SuiteEntry.class,
          LogRange.class);

  /** Valid sections of the types that have required keys, or keys that need another. */
  private static final Map<String, List<String>> SECTIONS =
      Map.ofEntries(
          Map.entry(
              "RunConfig",
              List.of("name: a\nenv: {id: CartPole-v1}\nagent: {type: ppo}\ntraining: {steps: 9}")),
          Map.entry("StudySettings", List.of("name: a\nbase: x\nvary: {a: [1]}\nseeds: 3")),
          Map.entry("SuiteSettings", List.of("name: a\nentries: [{config: x}]\nseeds: 3")),
          Map.entry("SuiteEntry", List.of("config: x")),
          Map.entry("PublishedReturn", List.of("mean: 1\nsource: x")),
          Map.entry("ScoreSettings", List.of("random: 0.5\nreference: 1.5")),
          Map.entry("LogRange", List.of("from: 0.5\nto: 2\ncount: 3")),
          Map.entry("EnvSettings", List.of("id: CartPole-v1")),
          Map.entry("GymSettings", List.of("{}", "action-low: -1\naction-high: 1")),
          Map.entry("TrainingSettings", List.of("steps: 9")),
          Map.entry("GaussianSettings", List.of("sde: true")),
          Map.entry(
              "MlpSettings",
              List.of("hidden: [8]\nactivation: relu\ninitialization: xavier-uniform")),
          Map.entry("DenseSettings", List.of("units: 8")),
          Map.entry("LstmSettings", List.of("units: 8")),
          Map.entry("ConvSettings", List.of("filters: 8\nkernel: 3")),
          Map.entry("MaxPoolSettings", List.of("size: 2")),
          Map.entry("LayerListSettings", List.of("layers: [{dense: 8}]")),
          Map.entry("ReplaySettings", List.of("prioritized: {}")),
          Map.entry("Dl4jNetworkSettings", List.of("dl4j: x")),
          Map.entry("Constant", List.of("value: 1")),
          Map.entry("Linear", List.of("from: 1")),
          Map.entry("Cosine", List.of("from: 1")),
          Map.entry("Exponential", List.of("from: 1\nto: 0.5")),
          Map.entry("GlobalNorm", List.of("threshold: 1")),
          Map.entry("PerLayerNorm", List.of("threshold: 1")),
          Map.entry("PerParameterNorm", List.of("threshold: 1")),
          Map.entry("PerSampleNorm", List.of("threshold: 1")),
          Map.entry("BlockRms", List.of("threshold: 1")),
          Map.entry("UpdateNorm", List.of("threshold: 1")),
          Map.entry("ErrorFeedback", List.of("threshold: 1")),
          Map.entry("Value", List.of("threshold: 1", "low: -1\nhigh: 1")),
          Map.entry("TargetFraction", List.of("fraction: 0.1")),
          Map.entry("ActionRepeat", List.of("times: 2")),
          Map.entry("FrameStack", List.of("size: 2")),
          Map.entry("ObservationMask", List.of("keep: [0]", "drop: [0]")),
          Map.entry("RewardClip", List.of("low: -1\nhigh: 1")),
          Map.entry("RewardScale", List.of("factor: 2")),
          Map.entry("StickyActions", List.of("probability: 0.5")),
          Map.entry("TimeLimit", List.of("max-episode-steps: 5")),
          Map.entry(
              "RewardNoise",
              List.of(
                  "distribution: gaussian\nscale: 1",
                  "distribution: student-t\nscale: 1\ndegrees-of-freedom: 3",
                  "distribution: contaminated\nprobability: 0.5\nspike-scale: 1\nscale: 1",
                  "distribution: delayed\ndelay: 3")));

  private final Set<String> lines = new LinkedHashSet<>();
  private final Set<Class<?>> seen = new LinkedHashSet<>();

  @Test
  void numbers_allSizes_areTakenOrRefusedAsTheTableSays() throws IOException {
    ROOTS.forEach(root -> visit(root, root.getSimpleName()));

    String found = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("rein4j.update")) {
      Files.writeString(TABLE, found);
    }
    assertThat(found)
        .as("decide on what is new or other; -Drein4j.update=true writes the table down")
        .isEqualTo(Files.readString(TABLE));
    assertThat(lines).as("numeric keys").hasSizeGreaterThan(120);
  }

  private void visit(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      visit(arguments[arguments.length - 1], name);
      return;
    }
    Class<?> wanted = (Class<?>) type;
    Choice choice = TYPES.choiceOf(wanted);
    if (!seen.add(wanted)) {
      return;
    }
    if (choice != null) {
      choice
          .names()
          .forEach(
              each -> {
                if (seen.add(choice.recordOf(each))) {
                  visitRecord(choice.recordOf(each), choice.noun() + " " + each);
                }
              });
    } else if (wanted.isRecord()) {
      visitRecord(wanted, name);
    }
  }

  private void visitRecord(Class<?> type, String name) {
    SettingsModel model = SettingsModel.of(type);
    for (SettingsKey key : model.keys()) {
      if (tried(key.type()) != null) {
        lines.add(line(model, key, name));
      } else {
        visit(key.type(), name + "." + key.name());
      }
    }
  }

  /** What is accepted of one key, by whichever valid section takes it. */
  private String line(SettingsModel model, SettingsKey key, String name) {
    List<Object> values = Objects.requireNonNull(tried(key.type()));
    List<String> taken = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Object value : values) {
      boolean takes = false;
      for (Object section : sections(model.type())) {
        takes |= takes(model, key, section, value);
      }
      (takes ? taken : refused).add(label(value));
    }
    return "%s %s: takes %s, refuses %s"
        .formatted(
            name,
            key.name(),
            taken.isEmpty() ? "none" : String.join(" ", taken),
            refused.isEmpty() ? "none" : String.join(" ", refused));
  }

  private static String label(Object value) {
    return value instanceof Linear line
        ? "1→" + line.to()
        : value instanceof Schedule schedule ? "" + schedule.at(0) : "" + value;
  }

  private static List<Object> sections(Class<?> type) {
    return SECTIONS.getOrDefault(type.getSimpleName(), List.of("{}")).stream()
        .<Object>map(
            yaml ->
                new ConfigFormat(Catalog.standard())
                    .bind(type, YamlValue.ofText(yaml, type.getSimpleName())))
        .toList();
  }

  private static boolean takes(SettingsModel model, SettingsKey key, Object base, Object value) {
    @Nullable Object[] values =
        model.keys().stream()
            .map(other -> other.name().equals(key.name()) ? value : other.valueIn(base))
            .toArray();
    try {
      model.construct(values);
      return true;
    } catch (SettingException e) {
      assertThat(model.names()).as("keys of: %s", e.getMessage()).containsAll(e.keys());
      assertThat(e.keys()).as("keys of: %s", e.getMessage()).contains(key.name());
      assertThat(e).hasMessageEndingWith(".");
      return false;
    } catch (IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage());
      assertThat(said)
          .as("'%s' is named", key.name())
          .containsPattern("(?<![\\w-])%s(?![\\w-])".formatted(key.name()));
      return false;
    }
  }

  /** The values to try, of a number, a schedule or a list of numbers; null for anything else. */
  private static @Nullable List<Object> tried(Type type) {
    if (type == int.class || type == Integer.class) {
      return List.of(-1, 0, 1, Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return List.of(-1L, 0L, 1L, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return List.of(
          -1.0,
          0.0,
          1e-300,
          0.5,
          1e300,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }
    if (type == Schedule.class) {
      List<Double> ends = List.of(-1.0, 0.0, 1e-300, 0.5, 1e300);
      List<Object> schedules = new ArrayList<>();
      ends.forEach(end -> schedules.add(Schedule.constant(end)));
      ends.forEach(end -> schedules.add(new Linear(1, end, 1)));
      return schedules;
    }
    if (type instanceof ParameterizedType generic
        && generic.getRawType() == List.class
        && generic.getActualTypeArguments()[0] == Integer.class) {
      return List.of(List.of(-1), List.of(0), List.of(Integer.MAX_VALUE));
    }
    return null;
  }
}
