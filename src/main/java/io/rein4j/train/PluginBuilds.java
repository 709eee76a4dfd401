package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.files.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The builds of the plugins that a program has, as its runs write them down. */
@Incubating
public final class PluginBuilds {

  private static final String UNKNOWN = "unknown";
  private static final String ABSENT = "absent";
  private static final String HASH = "sha256 ";

  private PluginBuilds() {}

  /**
   * {@return the modules of a catalog that are not Rein4J's own, each with its version, its jar and
   * the jar's SHA-256}
   *
   * @param catalog the catalog
   */
  public static Map<String, String> of(Catalog catalog) {
    Map<String, String> plugins = new LinkedHashMap<>();
    for (ModuleOrigin module : catalog.modules()) {
      if (!module.isOwn()) {
        plugins.put(
            module.module(),
            "%s, %s"
                .formatted(
                    module.version() == null ? UNKNOWN : module.version(), location(module)));
      }
    }
    return plugins;
  }

  /**
   * Compares the modules that two programs had. A jar may have been moved, but must hold the same.
   *
   * @param before the modules of one, as in {@link #of}
   * @param now those of the other
   * @return how they differ, as a list for the middle of a sentence; empty if they do not
   */
  public static String differences(Map<String, String> before, Map<String, String> now) {
    Set<String> modules = new TreeSet<>(before.keySet());
    modules.addAll(now.keySet());
    return modules.stream()
        .filter(module -> !build(before.get(module)).equals(build(now.get(module))))
        .map(
            module ->
                "%s was %s, and is %s"
                    .formatted(
                        module,
                        before.getOrDefault(module, ABSENT),
                        now.getOrDefault(module, ABSENT)))
        .collect(Collectors.joining("; "));
  }

  /**
   * {@return the jar of a module}
   *
   * @param plugin the module's version, its jar and the jar's SHA-256, as in {@link #of}
   */
  public static String jar(String plugin) {
    int hash = plugin.lastIndexOf(", " + HASH);
    String told = hash < 0 ? plugin : plugin.substring(0, hash);
    return told.substring(told.indexOf(", ") < 0 ? 0 : told.indexOf(", ") + 2);
  }

  private static String build(@Nullable String plugin) {
    String told = Objects.requireNonNullElse(plugin, ABSENT);
    return told.substring(Math.max(0, told.lastIndexOf(HASH)));
  }

  private static String location(ModuleOrigin module) {
    Path jar = module.location();
    if (jar == null || !Files.isRegularFile(jar)) {
      return jar == null ? UNKNOWN : jar.toString();
    }
    try {
      return "%s, %s%s".formatted(jar, HASH, Sha256.of(jar).hex());
    } catch (IOException e) {
      return jar.toString();
    }
  }
}
