package io.rein4j.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
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
    String where =
        mentioning(loader, message).map("The plugin %s"::formatted).orElse("A module of Rein4J");
    Throwable reason = e.getCause() == null ? e : e.getCause();
    return new CatalogException(
        reason instanceof UnsupportedClassVersionError
            ? "%s is built for a newer Java than this one, which is %s: run Rein4J on the newer Java, or build the plugin with --release %s (%s)."
                .formatted(
                    where,
                    Runtime.version().feature(),
                    Runtime.version().feature(),
                    reason.getMessage())
            : "%s cannot be used: %s%s. %s"
                .formatted(
                    where,
                    withoutServiceName(message),
                    reason == e ? "" : ", because of " + reason,
                    AS_A_PLUGIN),
        e);
  }

  private static String withoutServiceName(String message) {
    String prefix = Rein4jModule.class.getName() + ": ";
    String told = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return told.isEmpty()
        ? told
        : told.substring(0, 1).toLowerCase(Locale.ROOT) + told.substring(1);
  }

  /** Returns the jar or folder whose service file is, or names a module that is, in a message. */
  private static Optional<String> mentioning(ClassLoader loader, String message) {
    String told = message.replace('/', '.');
    try {
      for (URL file : Collections.list(loader.getResources(Plugins.SERVICE_FILE))) {
        if (message.contains(file.toString()) || names(file).stream().anyMatch(told::contains)) {
          return Optional.of(locationOf(file));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
    return Optional.empty();
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
