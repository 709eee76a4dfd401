package io.rein4j.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;

/** Finds modules by {@link ServiceLoader}, and says in sentences why one cannot be had. */
final class ModuleLoader {

  /** What to do about a plugin that cannot be used. */
  static final String AS_A_PLUGIN = "Leave it out, or ask whoever made it for another.";

  private ModuleLoader() {}

  /** {@return whether a class loader sees a module at all} */
  static boolean seesAny(ClassLoader loader) {
    return loader.getResource(Plugins.SERVICE_FILE) != null;
  }

  /**
   * Finds modules.
   *
   * @param loader where they are looked for
   * @param found takes each one
   * @param problems hears of each one that cannot be had, and may throw it
   */
  static void each(
      ClassLoader loader, Consumer<Rein4jModule> found, Consumer<CatalogException> problems) {
    Iterator<Rein4jModule> modules = ServiceLoader.load(Rein4jModule.class, loader).iterator();
    String last = "";
    while (true) {
      Rein4jModule module;
      try {
        if (!modules.hasNext()) {
          return;
        }
        module = modules.next();
      } catch (ServiceConfigurationError | LinkageError e) {
        String message = String.valueOf(e.getMessage());
        problems.accept(broken(loader, message, e));
        if (message.equals(last)) {
          return;
        }
        last = message;
        continue;
      }
      found.accept(module);
    }
  }

  private static CatalogException broken(ClassLoader loader, String message, Throwable e) {
    Optional<ServiceFile> file = mentioning(loader, message);
    String where = file.map(found -> "The plugin " + found.location()).orElse("A module of Rein4J");
    Throwable reason = e.getCause() == null ? e : e.getCause();
    if (reason instanceof UnsupportedClassVersionError newer) {
      return new CatalogException(PluginFailures.newerJava(where, newer), e);
    }
    Optional<String> fault = file.flatMap(found -> fault(loader, found.mentioned(message)));
    if (fault.isPresent()) {
      return new CatalogException("%s cannot be used: %s.".formatted(where, fault.get()), e);
    }
    return new CatalogException(
        "%s cannot be used: %s, because of %s. %s"
            .formatted(
                where,
                file.map(found -> found.mentioned(message))
                    .filter(names -> names.size() == 1)
                    .map(names -> "its module %s cannot be made".formatted(names.get(0)))
                    .orElse("its modules cannot be made"),
                reason,
                AS_A_PLUGIN),
        e);
  }

  /**
   * Returns what is wrong with one of some modules, and what to do; empty if they could be made.
   */
  private static Optional<String> fault(ClassLoader loader, List<String> modules) {
    for (String module : modules) {
      Class<?> type;
      try {
        type = Class.forName(module, false, loader);
      } catch (ClassNotFoundException e) {
        return Optional.of(
            "its file %s names '%s', but there is no such class. Write the full name of the module's class into it, with its package, and pack the class into the jar"
                .formatted(Plugins.SERVICE_FILE, module));
      } catch (LinkageError e) {
        continue;
      }
      if (!Rein4jModule.class.isAssignableFrom(type)) {
        return Optional.of(
            "its file %s names the class %s, which is no module. Let it implement %s"
                .formatted(Plugins.SERVICE_FILE, module, Rein4jModule.class.getName()));
      }
      if (!Modifier.isPublic(type.getModifiers())
          || Modifier.isAbstract(type.getModifiers())
          || Arrays.stream(type.getConstructors()).noneMatch(c -> c.getParameterCount() == 0)) {
        return Optional.of(
            "its module %s cannot be made. A module is a public class, which is not abstract, with a public constructor without parameters"
                .formatted(module));
      }
    }
    return Optional.empty();
  }

  /** Returns the service file whose place, or a module of which, a message names. */
  private static Optional<ServiceFile> mentioning(ClassLoader loader, String message) {
    try {
      for (URL url : Collections.list(loader.getResources(Plugins.SERVICE_FILE))) {
        ServiceFile file = new ServiceFile(locationOf(url), names(url));
        if (message.contains(url.toString()) || !file.named(message).isEmpty()) {
          return Optional.of(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * A file that names modules.
   *
   * @param location its jar or folder
   * @param modules the names
   */
  private record ServiceFile(String location, List<String> modules) {

    /** Returns the modules that a message names. */
    List<String> named(String message) {
      Set<String> words =
          Set.copyOf(Arrays.asList(message.replace('/', '.').split("[\\s,:;()'\"]+", -1)));
      return modules.stream().filter(words::contains).toList();
    }

    /** Returns the modules that a message names; all, if it names none. */
    List<String> mentioned(String message) {
      List<String> named = named(message);
      return named.isEmpty() ? modules : named;
    }
  }

  private static List<String> names(URL serviceFile) throws IOException {
    URLConnection connection = serviceFile.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return names(in);
    }
  }

  /** Returns the modules that a service file names. */
  static List<String> names(InputStream serviceFile) throws IOException {
    List<String> names = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(serviceFile, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String name = line.replaceFirst("#.*", "").strip();
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }

  private static String locationOf(URL serviceFile) throws IOException {
    return serviceFile.openConnection() instanceof JarURLConnection jar
        ? jar.getJarFileURL().getPath()
        : serviceFile.getPath().replaceFirst(Plugins.SERVICE_FILE + "$", "");
  }
}
