package io.rein4j.study.plan;

import io.rein4j.env.source.EnvSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names for a suite's environments: their ids, and where several of one id differ in their options
 * or in where they live, that too.
 */
final class EnvironmentNames {

  private final Map<String, EnvSettings> named = new LinkedHashMap<>();

  /**
   * {@return the name of an environment, the same for all that differ in wrappers or count only}
   */
  String of(EnvSettings settings) {
    EnvSettings kind = settings.toBuilder().count(1).wrappers(List.of()).build();
    String name = settings.id();
    for (int i = 2; !named.computeIfAbsent(name, unused -> kind).equals(kind); i++) {
      name = settings.id() + differences(settings) + (i == 2 ? "" : " #" + (i - 1));
    }
    return name;
  }

  private static String differences(EnvSettings settings) {
    String options =
        Stream.of(settings.options(), settings.resetOptions())
            .flatMap(each -> each.entrySet().stream())
            .map(option -> " %s: %s".formatted(option.getKey(), option.getValue()))
            .collect(Collectors.joining(","));
    return options + (settings.server() == null ? "" : " on " + settings.server());
  }
}
