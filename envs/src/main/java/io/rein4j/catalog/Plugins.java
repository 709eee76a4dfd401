package io.rein4j.catalog;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jars with modules of other people. A jar may say in its manifest, as {@code Rein4j-Version},
 * which version of Rein4J it is built for; that of a later one is refused.
 */
public final class Plugins {

  /** The attribute of a jar's manifest that holds the version of Rein4J that it is built for. */
  static final String BUILT_FOR = "Rein4j-Version";

  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?.*");

  private final List<Path> jars;
  private final ClassLoader loader;

  private Plugins(List<Path> jars, ClassLoader loader) {
    this.jars = List.copyOf(jars);
    this.loader = loader;
  }

  /** {@return the jars, with whole paths} */
  public List<Path> jars() {
    return jars;
  }

  /** {@return what sees the classes of the jars besides Rein4J's own} */
  public ClassLoader loader() {
    return loader;
  }

  /**
   * {@return the plugins at some paths}
   *
   * @param paths jars, and folders whose jars are meant
   * @param parent what has Rein4J's own classes
   * @param version the version of Rein4J that this is, or null if it is not known
   * @param problems hears of each path or jar that cannot be used, and may throw it; it is left out
   */
  public static Plugins of(
      List<Path> paths,
      ClassLoader parent,
      @Nullable String version,
      Consumer<CatalogException> problems) {
    List<Path> usable = new ArrayList<>();
    List<URL> urls = new ArrayList<>();
    for (Path path : paths) {
      try {
        for (Path jar : jars(path.toAbsolutePath().normalize())) {
          requireModules(jar, version);
          if (!usable.contains(jar)) {
            usable.add(jar);
            urls.add(url(jar));
          }
        }
      } catch (CatalogException e) {
        problems.accept(e);
      }
    }
    return new Plugins(
        usable, urls.isEmpty() ? parent : new URLClassLoader(urls.toArray(URL[]::new), parent));
  }

  private static List<Path> jars(Path path) {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new CatalogException(
            "There is no plugin %s: give jars, or folders with jars.".formatted(path));
      }
      return List.of(path);
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(path, "*.jar")) {
      inside.forEach(jars::add);
    } catch (IOException e) {
      throw new CatalogException("The folder of plugins %s cannot be read.".formatted(path), e);
    }
    if (jars.isEmpty()) {
      throw new CatalogException(
          "The folder %s has no jars, so it has no plugins.".formatted(path));
    }
    Collections.sort(jars);
    return jars;
  }

  private static void requireModules(Path jar, @Nullable String version) {
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry(ModuleLoader.SERVICE_FILE) == null) {
        throw new CatalogException(
            "The jar %s is no plugin: it has no file %s, which names its modules."
                .formatted(jar, ModuleLoader.SERVICE_FILE));
      }
      Manifest manifest = file.getManifest();
      String builtFor = manifest == null ? null : manifest.getMainAttributes().getValue(BUILT_FOR);
      if (builtFor != null && version != null && isLater(builtFor, version)) {
        throw new CatalogException(
            "The plugin %s is built for Rein4J %s, but this is Rein4J %s: take a newer Rein4J, or an older version of the plugin."
                .formatted(jar, builtFor, version));
      }
    } catch (IOException e) {
      throw new CatalogException(
          "The plugin %s cannot be read as a jar: %s.".formatted(jar, e.getMessage()), e);
    }
  }

  /** Returns whether a version comes after another; what is no version comes after none. */
  static boolean isLater(String version, String other) {
    Matcher one = NUMBERS.matcher(version);
    Matcher two = NUMBERS.matcher(other);
    if (!one.matches() || !two.matches()) {
      return false;
    }
    for (int i = 1; i <= 3; i++) {
      int comparison = Integer.compare(number(one.group(i)), number(two.group(i)));
      if (comparison != 0) {
        return comparison > 0;
      }
    }
    return false;
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new CatalogException("The plugin %s has no address.".formatted(jar), e);
    }
  }
}
