package io.rein4j.study.plan;

import io.rein4j.config.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reading of a study's grids of settings. */
final class SettingsGrids {

  private final YamlValue given;
  private final SensitivitySettings settings;
  private final Factor compared;
  private final List<Factor> others;

  /**
   * Begins to read.
   *
   * @param given the value of the key 'sensitivity'
   * @param settings what it is bound to
   * @param compared the factor whose levels are in grids
   * @param others the other factors, in the study's order
   */
  SettingsGrids(
      YamlValue given, SensitivitySettings settings, Factor compared, List<Factor> others) {
    this.given = given;
    this.settings = settings;
    this.compared = compared;
    this.others = others;
  }

  /**
   * {@return the grids, those of one condition after those of another}
   *
   * @throws io.rein4j.config.ConfigException if they cannot be compared
   */
  List<SettingsGrid> read() {
    List<String> over = over();
    Map<String, List<String>> levels = levels();
    Map<String, Map<String, List<List<Level>>>> byCondition = new LinkedHashMap<>();
    for (List<Level> combination : Factor.combinations(others)) {
      byCondition
          .computeIfAbsent(some(combination, over, false), condition -> new LinkedHashMap<>())
          .computeIfAbsent(some(combination, over, true), setting -> new ArrayList<>())
          .add(combination);
    }
    List<SettingsGrid> grids = new ArrayList<>();
    byCondition.forEach(
        (condition, ofOver) ->
            levels.forEach(
                (name, own) ->
                    grids.add(new SettingsGrid(name, condition, settings(own, ofOver)))));
    if (grids.get(0).settings().size() < 2) {
      throw given.refused(
          "sensitivity needs grids of two settings or more, but each has one; a longer list in 'grids', or a factor in 'over', adds settings.");
    }
    return grids;
  }

  private static List<SettingsGrid.Setting> settings(
      List<String> levels, Map<String, List<List<Level>>> over) {
    List<SettingsGrid.Setting> settings = new ArrayList<>();
    for (String level : levels) {
      over.forEach(
          (name, combinations) ->
              settings.add(
                  new SettingsGrid.Setting(
                      name.isEmpty() ? level : level + ", " + name,
                      level,
                      Factor.condition(combinations.get(0)))));
    }
    return settings;
  }

  /** Names those levels of a combination that are settings, or those that are not. */
  private String some(List<Level> combination, List<String> over, boolean inOver) {
    List<Level> some = new ArrayList<>();
    for (int i = 0; i < combination.size(); i++) {
      if (over.contains(others.get(i).path()) == inOver) {
        some.add(combination.get(i));
      }
    }
    return Factor.condition(some);
  }

  private List<String> over() {
    List<String> paths = others.stream().map(Factor::path).toList();
    List<String> over = new ArrayList<>();
    for (YamlValue each : settings.over()) {
      String path = each.text().orElse("");
      if (!paths.contains(path)) {
        throw each.refused(
            "sensitivity.over must name factors besides the compared one (%s), but names %s%s"
                .formatted(
                    paths.isEmpty() ? "this study varies no other" : String.join(", ", paths),
                    each.describe(),
                    StudyReader.meant(path, paths)));
      }
      if (over.contains(path)) {
        throw each.refused("sensitivity.over names %s twice.".formatted(path));
      }
      over.add(path);
    }
    return over;
  }

  private Map<String, List<String>> levels() {
    if (settings.grids().isEmpty()) {
      throw given.refused(
          "sensitivity.grids must name at least one grid, with a list of levels of %s (%s)."
              .formatted(compared.path(), String.join(", ", compared.names())));
    }
    Map<String, List<String>> levels = new LinkedHashMap<>();
    Map<String, String> owners = new LinkedHashMap<>();
    settings
        .grids()
        .forEach(
            (name, listed) -> {
              if (!listed.isList() || listed.items().isEmpty()) {
                throw listed.refused(
                    "sensitivity.grids.%s must list levels of %s (%s), but is %s."
                        .formatted(
                            name,
                            compared.path(),
                            String.join(", ", compared.names()),
                            listed.isList() ? "an empty list" : listed.describe()));
              }
              List<String> own = new ArrayList<>();
              for (YamlValue item : listed.items()) {
                own.add(level(name, item, owners));
              }
              levels.put(name, own);
            });
    requireOneSize(levels);
    return levels;
  }

  private String level(String grid, YamlValue item, Map<String, String> owners) {
    String level = item.text().orElse("");
    if (!compared.names().contains(level)) {
      throw item.refused(
          "sensitivity.grids.%s must list levels of %s (%s), but lists %s%s"
              .formatted(
                  grid,
                  compared.path(),
                  String.join(", ", compared.names()),
                  item.describe(),
                  StudyReader.meant(level, compared.names())));
    }
    String owner = owners.putIfAbsent(level, grid);
    if (owner != null) {
      throw item.refused(
          owner.equals(grid)
              ? "sensitivity.grids.%s lists the level '%s' twice.".formatted(grid, level)
              : "the level '%s' is in the grids '%s' and '%s' of 'sensitivity', but can be in one."
                  .formatted(level, owner, grid));
    }
    return level;
  }

  private void requireOneSize(Map<String, List<String>> levels) {
    if (levels.values().stream().mapToInt(List::size).distinct().count() > 1) {
      throw given.refused(
          "the grids of 'sensitivity' must have the same number of levels, because the best of more settings looks better by chance, but have %s."
              .formatted(
                  levels.entrySet().stream()
                      .map(grid -> "%s ('%s')".formatted(grid.getValue().size(), grid.getKey()))
                      .collect(Collectors.joining(", "))));
    }
  }
}
