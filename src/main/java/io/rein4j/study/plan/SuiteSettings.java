package io.rein4j.study.plan;

import io.rein4j.config.PathsOf;
import io.rein4j.config.YamlTypes;
import io.rein4j.config.YamlValue;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.train.RunConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A suite, as its file has it: configs that are trained unchanged, to measure agents and
 * environments.
 *
 * @param name the name of the suite, also used for its folder: letters, digits, '.', '_' and '-'
 * @param entries what to train, at least one
 * @param seeds how many seeds every entry has, counted from 1, or a list of them
 * @param evaluationEpisodes how many episodes every evaluation plays
 * @param set values that replace those of every config, by path
 * @param analysis how the intervals are made
 */
public record SuiteSettings(
    String name,
    List<SuiteEntry> entries,
    @YamlTypes({long.class, long[].class}) YamlValue seeds,
    int evaluationEpisodes,
    @PathsOf(RunConfig.class) Map<String, YamlValue> set,
    AnalysisSettings analysis) {

  /** As many as give the mean of most returns to a few percent. */
  public static final int DEFAULT_EVALUATION_EPISODES = 100;

  /** Nothing is replaced. */
  public static final Map<String, YamlValue> DEFAULT_SET = Map.of();

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public SuiteSettings {
    entries = List.copyOf(entries);
    if (!NAME.matcher(name).matches()) {
      throw new SettingException(
          "name",
          "A suite's 'name' is letters, digits, '.', '_' and '-', begun by a letter or digit, but is '%s'."
              .formatted(name));
    }
    if (entries.isEmpty()) {
      throw new SettingException("entries", "A suite needs at least one of its 'entries'.");
    }
    new Setting("evaluation-episodes").atLeast(1, evaluationEpisodes);
  }
}
