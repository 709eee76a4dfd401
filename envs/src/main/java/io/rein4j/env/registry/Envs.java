package io.rein4j.env.registry;

import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.box2d.Box2d;
import io.rein4j.env.classic.ClassicControl;
import io.rein4j.env.toytext.ToyText;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.settings.SettingException;
import io.rein4j.text.Suggestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environments by id. */
public final class Envs {

  private static final Map<String, EnvSpec> SPECS =
      Stream.of(ClassicControl.SPECS, ToyText.SPECS, Box2d.SPECS)
          .flatMap(List::stream)
          .collect(
              Collectors.toMap(
                  EnvSpec::id,
                  spec -> spec,
                  (a, b) -> {
                    throw new IllegalStateException(
                        "Two environments have the id '%s'.".formatted(a.id()));
                  },
                  LinkedHashMap::new));

  private Envs() {}

  /** {@return the ids, in the order of the table} */
  public static Set<String> ids() {
    return Collections.unmodifiableSet(SPECS.keySet());
  }

  /**
   * {@return what is known of an environment}
   *
   * @param id such as {@code CartPole-v1}
   * @throws IllegalArgumentException if there is no such environment; the sentence names one that
   *     may have been meant, or says where they are listed
   */
  public static EnvSpec spec(String id) {
    EnvSpec spec = SPECS.get(id);
    if (spec == null) {
      throw new SettingException(
          List.of("id", "server"),
          "There is no environment with the id '%s'; %s."
              .formatted(
                  id,
                  Suggestion.nearest(id, SPECS.keySet())
                      .map("the nearest is '%s'"::formatted)
                      .orElse("the command 'env list' shows those that there are")));
    }
    return spec;
  }

  /**
   * Makes an environment with its time limit.
   *
   * @param id such as {@code CartPole-v1}
   * @param options values of its options by name
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, or a value does not
   *     fit
   */
  public static Env make(String id, Map<String, ?> options) {
    EnvSpec spec = spec(id);
    Env env = spec.create(options);
    return spec.maxEpisodeSteps().isPresent()
        ? new TimeLimit(spec.maxEpisodeSteps().getAsInt()).limit(env)
        : env;
  }

  /**
   * Makes an environment with its time limit and default options.
   *
   * @param id such as {@code CartPole-v1}
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment
   */
  public static Env make(String id) {
    return make(id, Map.of());
  }
}
