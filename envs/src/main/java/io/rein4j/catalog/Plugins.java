package io.rein4j.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jars with modules of other people, and the libraries that these need. A jar may say in its
 * manifest, as {@code Rein4j-Version}, which version of Rein4J it is built for; that of a later one
 * is refused. Their classes can be loaded until this is closed.
 */
public final class Plugins implements AutoCloseable {

  /** The environment variable that names plugins. */
  public static final String VARIABLE = "REIN4J_PLUGINS";

  /** The file of a jar that names its modules. */
  public static final String SERVICE_FILE = "META-INF/services/" + Rein4jModule.class.getName();

  /** The attribute of a jar's manifest that holds the version of Rein4J that it is built for. */
  static final String BUILT_FOR = "Rein4j-Version";

  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?.*");

  private final List<Path> jars;
  private final List<Path> libraries;
  private final ClassLoader loader;

  private Plugins(List<Path> jars, List<Path> libraries, ClassLoader loader) {
    this.jars = List.copyOf(jars);
    this.libraries = List.copyOf(libraries);
    this.loader = loader;
  }

  /** {@return the jars with modules, with whole paths} */
  public List<Path> jars() {
    return jars;
  }

  /** {@return the jars without modules, with whole paths} */
  public List<Path> libraries() {
    return libraries;
  }

  /** {@return what sees the classes of the jars besides Rein4J's own} */
  public ClassLoader loader() {
    return loader;
  }

  /**
   * Closes the jars; classes that were not loaded before are not found any more.
   *
   * @throws IOException if a jar cannot be closed
   */
  @Override
  public void close() throws IOException {
    if (loader instanceof PluginLoader own) {
      own.close();
    }
  }

  /**
   * {@return the plugins at some paths}
   *
   * @param paths jars, and folders whose jars are meant; in a folder, those without modules are
   *     libraries
   * @param libraries jars whose classes the plugins need besides
   * @param parent what has Rein4J's own classes
   * @param version the version of Rein4J that this is, or null if it is not known
   * @param problems hears of each path or jar that cannot be used, and may throw it; it is left out
   */
  public static Plugins of(
      List<Path> paths,
      List<Path> libraries,
      ClassLoader parent,
      @Nullable String version,
      Consumer<CatalogException> problems) {
    Set<Path> usable = new LinkedHashSet<>();
    Set<Path> needed = new LinkedHashSet<>(libraries);
    for (Path path : paths) {
      Path whole = path.toAbsolutePath().normalize();
      try {
        if (Files.isDirectory(whole)) {
          sort(whole, version, usable, needed, problems);
        } else if (hasModules(whole, version)) {
          usable.add(whole);
        } else {
          throw new CatalogException(
              "The jar %s is no plugin: it has no file %s, which names its modules."
                  .formatted(whole, SERVICE_FILE));
        }
      } catch (CatalogException e) {
        problems.accept(e);
      }
    }
    usable.removeAll(repeated(usable, problems));
    needed.removeAll(usable);
    URL[] urls =
        Stream.concat(usable.stream(), needed.stream()).map(Plugins::url).toArray(URL[]::new);
    return new Plugins(
        List.copyOf(usable),
        List.copyOf(needed),
        urls.length == 0 ? parent : new PluginLoader(urls, parent));
  }

  /** Sorts the jars of a folder into plugins and the libraries of plugins. */
  private static void sort(
      Path folder,
      @Nullable String version,
      Set<Path> plugins,
      Set<Path> libraries,
      Consumer<CatalogException> problems) {
    List<Path> jars = jarsIn(folder);
    int without = 0;
    for (Path jar : jars) {
      try {
        if (hasModules(jar, version)) {
          plugins.add(jar);
        } else {
          libraries.add(jar);
          without++;
        }
      } catch (CatalogException e) {
        problems.accept(e);
      }
    }
    if (without == jars.size()) {
      throw new CatalogException(
          "The folder %s has no plugins: none of its jars has a file %s, which names modules."
              .formatted(folder, SERVICE_FILE));
    }
  }

  /**
   * Returns the jars that have a module of one before them, of which only one class can be had; the
   * same file under another name is no other jar.
   */
  private static Set<Path> repeated(Set<Path> jars, Consumer<CatalogException> problems) {
    Map<String, Path> found = new LinkedHashMap<>();
    Set<Path> repeated = new LinkedHashSet<>();
    for (Path jar : jars) {
      try {
        List<String> modules = modules(jar);
        Optional<String> taken = modules.stream().filter(found::containsKey).findFirst();
        if (taken.isEmpty()) {
          modules.forEach(module -> found.put(module, jar));
          continue;
        }
        repeated.add(jar);
        Path other = found.get(taken.get());
        if (!Files.isSameFile(jar, other)) {
          problems.accept(
              new CatalogException(
                  "Two plugins have the module %s, %s and %s: leave one of them out."
                      .formatted(taken.get(), other, jar)));
        }
      } catch (IOException e) {
        repeated.add(jar);
        problems.accept(unreadable(jar, e));
      }
    }
    return repeated;
  }

  private static List<String> modules(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream names = file.getInputStream(file.getEntry(SERVICE_FILE))) {
      return ModuleLoader.names(names);
    }
  }

  private static CatalogException unreadable(Path jar, IOException e) {
    return new CatalogException(
        "The plugin %s cannot be read as a jar: %s.".formatted(jar, e.getMessage()), e);
  }

  private static List<Path> jarsIn(Path folder) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, "*.jar")) {
      inside.forEach(jars::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new CatalogException(
          "The folder of plugins %s cannot be read: %s.".formatted(folder, e.getMessage()), e);
    }
    if (jars.isEmpty()) {
      throw new CatalogException(
          "The folder %s has no jars, so it has no plugins.".formatted(folder));
    }
    Collections.sort(jars);
    return jars;
  }

  private static boolean hasModules(Path jar, @Nullable String version) {
    if (!Files.exists(jar)) {
      throw new CatalogException(
          "There is no plugin %s: give jars, or folders with jars.".formatted(jar));
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getEntry(SERVICE_FILE) == null) {
        return false;
      }
      if (modules(jar).isEmpty()) {
        throw new CatalogException(
            "The jar %s is no plugin: its file %s names no module. Write the names of its modules' classes into it, one to a line."
                .formatted(jar, SERVICE_FILE));
      }
      Manifest manifest = file.getManifest();
      String builtFor = manifest == null ? null : manifest.getMainAttributes().getValue(BUILT_FOR);
      if (builtFor != null && version != null && isLater(builtFor, version)) {
        throw new CatalogException(
            "The plugin %s is built for Rein4J %s, but this is Rein4J %s: take a newer Rein4J, or an older version of the plugin."
                .formatted(jar, builtFor, version));
      }
      return true;
    } catch (IOException e) {
      throw unreadable(jar, e);
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
