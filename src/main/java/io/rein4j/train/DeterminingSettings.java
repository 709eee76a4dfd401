package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.config.ConfigFormat;
import io.rein4j.env.gym.GymSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the numbers of a run depend on: two runs in which they are equal compute the
 * same.
 *
 * <p>They are the resolved config without the keys in {@link #LEFT_OUT}: what the run is called,
 * when its state and log points are written, and how a Python process or a server is reached. Of
 * {@code env.server} it counts whether there is one, not its address; of a model file, what is in
 * it, not where it lies.
 */
@Incubating
public final class DeterminingSettings {

  /** The keys that change no number, each with everything below it. */
  public static final List<String> LEFT_OUT =
      List.of(
          "name",
          "checkpoint",
          "training.log-every",
          "env.gym.python",
          "env.gym.processes",
          "env.gym.timeout",
          "env.gym.restarts");

  private static final String SERVER = "env.server";
  private static final String GYM = "env.gym";

  private DeterminingSettings() {}

  /**
   * {@return the settings, as a tree of maps, lists and plain values}
   *
   * @param config the config of a run
   * @param contents gives what is in a model file, such as a hash
   */
  public static @Nullable Object of(RunConfig config, Function<Path, String> contents) {
    return determining("", ConfigFormat.tree(RunConfig.class, config, contents));
  }

  private static @Nullable Object determining(String path, @Nullable Object value) {
    if (path.equals(SERVER)) {
      return value == null ? null : "a server";
    }
    if (path.equals(GYM) && value == null) {
      return determining(path, ConfigFormat.tree(GymSettings.class, GymSettings.DEFAULTS));
    }
    if (!(value instanceof Map<?, ?> section)) {
      return value;
    }
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : section.entrySet()) {
      String below = path.isEmpty() ? entry.getKey().toString() : path + "." + entry.getKey();
      if (!LEFT_OUT.contains(below)) {
        kept.put(entry.getKey().toString(), determining(below, entry.getValue()));
      }
    }
    return kept;
  }

  /**
   * {@return the model files that a config names}
   *
   * @param config the config of a run
   */
  public static List<Path> files(RunConfig config) {
    List<Path> files = new ArrayList<>();
    ConfigFormat.tree(
        RunConfig.class,
        config,
        file -> {
          files.add(file);
          return "";
        });
    return List.copyOf(files);
  }
}
