package io.rein4j.train;

import io.rein4j.config.Differences;
import io.rein4j.env.wrap.Wrapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings that say what an agent's parameters mean: from which observations they compute which
 * actions. How they are drawn, and how they learn, is not among them.
 */
final class PolicySettings {

  private static final String AGENT = "agent";

  /** The keys of agents that are among them. */
  private static final List<String> KEYS =
      List.of("network", "gaussian", "dueling", "noisy", "distribution");

  /** What is below these keys and is not. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "initialization",
          "dropout",
          "sequence-length",
          "initial-log-std",
          "sde-sample-frequency");

  private PolicySettings() {}

  /** Returns how those of one run differ from another's, as {@link Differences} tells it. */
  static String differences(RunConfig before, RunConfig now) {
    return Differences.between(of(before), of(now));
  }

  private static Map<String, Object> of(RunConfig config) {
    Map<?, ?> tree = section(DeterminingSettings.of(config, file -> "a file"));
    Map<?, ?> agent = section(tree.get(AGENT));
    Map<String, Object> kept = new LinkedHashMap<>();
    for (String key : KEYS) {
      Object value = agent.get(key);
      if (value != null) {
        kept.put(key, without(value));
      }
    }
    List<Object> wrappers = new ArrayList<>();
    List<Wrapper> settings = config.env().wrappers();
    for (int i = 0; i < settings.size(); i++) {
      if (settings.get(i).changesObservations()
          && section(tree.get("env")).get("wrappers") instanceof List<?> list) {
        wrappers.add(list.get(i));
      }
    }
    return Map.of(AGENT, kept, "wrappers of observations", wrappers);
  }

  private static Map<?, ?> section(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Object without(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PolicySettings::without).toList();
    }
    if (!(value instanceof Map<?, ?> section)) {
      return value;
    }
    Map<Object, Object> kept = new LinkedHashMap<>();
    section.forEach(
        (key, below) -> {
          if (!LEFT_OUT.contains(key) && below != null) {
            kept.put(key, without(below));
          }
        });
    return kept;
  }
}
