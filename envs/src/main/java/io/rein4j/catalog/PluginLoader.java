package io.rein4j.catalog;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class loader of plugins and their libraries, which also knows which of them is to blame. */
final class PluginLoader extends URLClassLoader {

  /** What stack traces call it. */
  private static final String NAME = "plugins";

  private static final Pattern NO_NAME = Pattern.compile("[^\\w.$/]+");

  PluginLoader(URL[] jars, ClassLoader parent) {
    super(NAME, jars, parent);
  }

  /**
   * {@return the class which a failure happened in, or which its message names; nothing if it has
   * to do with no plugin}
   */
  Optional<PluginFailures.PluginClass> blamed(Throwable failure) {
    return Stream.concat(
            Arrays.stream(failure.getStackTrace())
                .filter(frame -> NAME.equals(frame.getClassLoaderName()))
                .map(StackTraceElement::getClassName),
            NO_NAME
                .splitAsStream(Objects.requireNonNullElse(failure.getMessage(), ""))
                .map(word -> word.replace('/', '.')))
        .flatMap(name -> own(name).stream())
        .findFirst()
        .flatMap(
            type ->
                ModuleOrigin.locationOf(type)
                    .map(jar -> new PluginFailures.PluginClass(jar, type.getName())));
  }

  /**
   * {@return the class that threw something itself, and not Rein4J when it called it; nothing if
   * none of a plugin did}
   */
  Optional<PluginFailures.PluginClass> thrower(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(
            frame ->
                NAME.equals(frame.getClassLoaderName())
                    || frame.getClassName().startsWith(ModuleOrigin.OWN_PACKAGES))
        .findFirst()
        .filter(frame -> NAME.equals(frame.getClassLoaderName()))
        .flatMap(frame -> blamed(failure));
  }

  private Optional<Class<?>> own(String name) {
    try {
      Class<?> found = Class.forName(name, false, this);
      return found.getClassLoader() == this ? Optional.of(found) : Optional.empty();
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
