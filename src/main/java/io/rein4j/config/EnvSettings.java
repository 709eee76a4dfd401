package io.rein4j.config;

import io.rein4j.env.registry.Envs;
import io.rein4j.env.wrap.Wrapper;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the agent acts in.
 *
 * @param id the environment's id, such as CartPole-v1
 * @param options the environment's own options, by kebab-case name
 * @param count how many copies of the environment the agent acts in at once, ≥ 1
 * @param wrappers what stands between the environment and the agent, the innermost first
 */
public record EnvSettings(
    String id, Map<String, Object> options, int count, List<Wrapper> wrappers) {

  /** No options. */
  public static final Map<String, Object> DEFAULT_OPTIONS = Map.of();

  /** One environment. */
  public static final int DEFAULT_COUNT = 1;

  /** No wrappers. */
  public static final List<Wrapper> DEFAULT_WRAPPERS = List.of();

  private static final Pattern OPTION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  public EnvSettings {
    Envs.spec(id);
    if (count < 1) {
      throw new IllegalArgumentException(
          "The 'count' of environments must be ≥ 1, but is %d.".formatted(count));
    }
    for (String option : options.keySet()) {
      if (!OPTION.matcher(option).matches()) {
        throw new IllegalArgumentException(
            "The names in 'options' are kebab-case, such as map-name, but one is '%s'."
                .formatted(option));
      }
    }
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    wrappers = List.copyOf(wrappers);
  }
}
