package io.rein4j.env.source;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.RefersToCatalog;
import io.rein4j.env.gym.GymHost;
import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.WithBuilder;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the agent acts in.
 *
 * @param id the environment's id, such as CartPole-v1
 * @param options the environment's own options, by kebab-case name, such as map-name; for an
 *     environment in Python, map_name works too
 * @param resetOptions the options that an environment in Python or on a server is given at every
 *     reset, by the names that it expects
 * @param count how many copies of the environment the agent acts in at once, ≥ 1
 * @param wrappers the wrappers between the environment and the agent, the innermost first
 * @param server the address of a Gym server that the environment is made on, such as
 *     http://127.0.0.1:5000; if empty, it is made on this machine
 * @param gym how to reach an environment on a server or in Python, such as the id gym:CartPole-v1;
 *     options become arguments of Gymnasium's make there
 */
@WithBuilder
public record EnvSettings(
    String id,
    Map<String, Object> options,
    Map<String, Object> resetOptions,
    int count,
    List<Wrapper> wrappers,
    @Nullable String server,
    @Nullable GymSettings gym)
    implements RefersToCatalog {

  /** No options. */
  public static final Map<String, Object> DEFAULT_OPTIONS = Map.of();

  /** Resets without options. */
  public static final Map<String, Object> DEFAULT_RESET_OPTIONS = Map.of();

  /** One environment. */
  public static final int DEFAULT_COUNT = 1;

  /** No wrappers. */
  public static final List<Wrapper> DEFAULT_WRAPPERS = List.of();

  private static final Pattern OPTION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern ARGUMENT = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*");

  public EnvSettings {
    new Setting("count", "The 'count' of environments").atLeast(1, count);
    requireReachable(id, server, gym);
    if (server != null || id.startsWith(EnvSource.GYM)) {
      requireArguments(options);
    } else {
      requireNativeOptions(id, options, resetOptions);
    }
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    resetOptions = Collections.unmodifiableMap(new TreeMap<>(resetOptions));
    wrappers = List.copyOf(wrappers);
  }

  /**
   * {@return a builder that starts from one environment without options and wrappers}
   *
   * @param id the environment's id
   */
  public static EnvSettingsBuilder builder(String id) {
    return EnvSettingsBuilder.empty()
        .id(id)
        .options(DEFAULT_OPTIONS)
        .resetOptions(DEFAULT_RESET_OPTIONS)
        .count(DEFAULT_COUNT)
        .wrappers(DEFAULT_WRAPPERS);
  }

  /** {@return a builder that starts from these settings} */
  public EnvSettingsBuilder toBuilder() {
    return EnvSettingsBuilder.from(this);
  }

  private static void requireNativeOptions(
      String id, Map<String, Object> options, Map<String, Object> resetOptions) {
    for (String option : options.keySet()) {
      if (!OPTION.matcher(option).matches()) {
        throw new SettingException(
            List.of("options", "id", "server"),
            "The names in 'options' are kebab-case, such as map-name, but one is '%s'."
                .formatted(option));
      }
    }
    if (!resetOptions.isEmpty()) {
      throw new SettingException(
          List.of("reset-options", "id", "server"),
          "'reset-options' are for environments in Python, whose 'id' begins with 'gym:', or on a 'server'; the resets of '%s' take none."
              .formatted(id));
    }
  }

  private static void requireArguments(Map<String, Object> options) {
    Map<String, String> names = new HashMap<>();
    for (String option : options.keySet()) {
      if (!ARGUMENT.matcher(option).matches()) {
        throw new SettingException(
            List.of("options", "id", "server"),
            "The names in 'options' are those of the environment's arguments, such as render_mode or render-mode, but one is '%s'."
                .formatted(option));
      }
      String other = names.put(option.replace('-', '_'), option);
      if (other != null) {
        throw new SettingException(
            List.of("options", "id", "server"),
            "The names '%s' and '%s' in 'options' are the same argument of the environment."
                .formatted(other, option));
      }
    }
  }

  private static void requireReachable(
      String id, @Nullable String server, @Nullable GymSettings gym) {
    boolean python = id.startsWith(EnvSource.GYM);
    if (server != null) {
      GymHost.requireAddress(server);
      if (python) {
        throw new SettingException(
            List.of("server", "id"),
            "With a 'server' the 'id' is the server's, without 'gym:', but is '%s'.".formatted(id));
      }
    } else if (!python) {
      if (gym != null) {
        throw new SettingException(
            List.of("gym", "id", "server"),
            "The keys in 'gym' are for environments in Python, whose 'id' begins with 'gym:', or on a 'server'; '%s' is neither."
                .formatted(id));
      }
    } else if (id.equals(EnvSource.GYM)) {
      throw new SettingException(
          List.of("id", "server"),
          "The 'id' of an environment in Python is such as gym:CartPole-v1, but is 'gym:'.");
    }
  }

  /** {@return whether it is an environment of a Python module, which may be one of a folder} */
  public boolean isOfModule() {
    return id.startsWith(EnvSource.GYM) && id.indexOf(':', EnvSource.GYM.length()) > 0;
  }

  @Override
  public void requireKnown(Catalog catalog) {
    if (server == null && !id.startsWith(EnvSource.GYM)) {
      new Envs(catalog).spec(id);
    }
  }

  /**
   * Opens what the environments are made by.
   *
   * @param catalog what has the environments of this process
   * @param notices hears a sentence of everything that is not as it should be and is coped with
   * @return the source
   */
  public EnvSource open(Catalog catalog, Consumer<String> notices) {
    return EnvSource.open(
        new Envs(catalog),
        id,
        options,
        resetOptions,
        server,
        gym == null ? GymSettings.DEFAULTS : gym,
        notices);
  }
}
