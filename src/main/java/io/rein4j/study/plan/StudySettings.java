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
import org.jspecify.annotations.Nullable;

/**
 * A study, as its file has it: what is varied, where and how often, and what is compared.
 *
 * @param name the name of the study, also used for its folder: letters, digits, '.', '_' and '-'
 * @param base the config that every run starts from: a file, whose path is relative to the study's
 *     file, or the config itself; left out only if every environment has its own
 * @param set values that replace the base's in every run, by path, such as training.steps
 * @param vary what differs between runs: under each path its levels, as names with values, as a
 *     list of values that are their own names, or as {log-range: {from, to, count}}
 * @param environments ids of environments, or sections with the keys id, name, base and set; if
 *     empty, the base's environment
 * @param seeds how many seeds every cell has, counted from 1, or a list of them, at least two; or
 *     {from: 8, to: 40}, to add seeds until the comparisons are decided
 * @param compare the path in vary whose levels are compared; if empty, the only one
 * @param choose in place of compare, the path in vary of whose levels one is chosen: those that do
 *     worst are dropped on tuning seeds, and up to three are compared on the study's own
 * @param space in place of choose, settings that are chosen together: under each path {log: {from,
 *     to}}, {linear: {from, to}} or a list of values; the levels are the config as it is (base) and
 *     points (p1, p2, …)
 * @param points how many points of the space are tried; those of a Sobol sequence with the values
 *     of an earlier one are left out
 * @param sampler what chooses the points: sobol, evenly, or optuna, a second half of them by what
 *     the points before have scored
 * @param tuning the seeds by which levels are dropped; if empty, 8
 * @param baseline the level that the others are compared to; if empty, the first
 * @param primary the outcome that the study is about; the two others are secondary: final-score,
 *     failures or stability
 * @param planned which comparisons are tested; if empty, all of them
 * @param sensitivity the grids of settings of which the study tells how much it costs to use one in
 *     all environments; none if empty
 * @param scores the returns that scores are measured by, by the environment's name, as {random: 22,
 *     reference: 500} or {random: measure, reference: 500}; if empty, those that Rein4J knows for
 *     the environment
 * @param analysis how the statistics are made
 */
public record StudySettings(
    String name,
    @YamlTypes({String.class, Map.class}) @Nullable YamlValue base,
    @PathsOf(RunConfig.class) Map<String, YamlValue> set,
    @PathsOf(RunConfig.class) @YamlTypes({List.class, Map.class}) Map<String, YamlValue> vary,
    @YamlTypes({String.class, EnvironmentSettings.class}) List<YamlValue> environments,
    @YamlTypes({long.class, long[].class, SeedRange.class}) YamlValue seeds,
    @YamlTypes(String.class) @Nullable YamlValue compare,
    @YamlTypes(String.class) @Nullable YamlValue choose,
    @PathsOf(RunConfig.class) @YamlTypes({List.class, Knob.class}) Map<String, YamlValue> space,
    int points,
    Sampler sampler,
    @Nullable TuningSettings tuning,
    @YamlTypes({String.class, double.class}) @Nullable YamlValue baseline,
    Outcome primary,
    PlannedSettings planned,
    @Nullable SensitivitySettings sensitivity,
    Map<String, ScoreSettings> scores,
    AnalysisSettings analysis) {

  /** Nothing is replaced. */
  public static final Map<String, YamlValue> DEFAULT_SET = Map.of();

  /** The base's environment. */
  public static final List<YamlValue> DEFAULT_ENVIRONMENTS = List.of();

  /** How good an agent is in the end. */
  public static final Outcome DEFAULT_PRIMARY = Outcome.FINAL_SCORE;

  /** Nothing is varied besides the space. */
  public static final Map<String, YamlValue> DEFAULT_VARY = Map.of();

  /** There is none. */
  public static final Map<String, YamlValue> DEFAULT_SPACE = Map.of();

  /** A power of two, which fills the space evenly. */
  public static final int DEFAULT_POINTS = 16;

  /** Needs nothing but itself. */
  public static final Sampler DEFAULT_SAMPLER = Sampler.SOBOL;

  /** Those that are known of the environments. */
  public static final Map<String, ScoreSettings> DEFAULT_SCORES = Map.of();

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public StudySettings {
    if (!NAME.matcher(name).matches()) {
      throw new SettingException(
          "name",
          "A study's 'name' is letters, digits, '.', '_' and '-', begun by a letter or digit, but is '%s'."
              .formatted(name));
    }
    new Setting("points").within(1, Space.MOST_POINTS, points);
    if (vary.isEmpty() && space.isEmpty()) {
      throw new SettingException(
          "vary",
          "A study must 'vary' at least one path of its config, or choose from a 'space' of them.");
    }
  }
}
