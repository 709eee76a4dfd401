package io.rein4j.catalog;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a module comes from.
 *
 * @param module the name of the module's class
 * @param version what its jar's manifest says as {@code Implementation-Version}, or null
 * @param location its jar, or the folder of its classes; null if the class loader does not tell
 */
public record ModuleOrigin(String module, @Nullable String version, @Nullable Path location) {

  static ModuleOrigin of(Class<?> module) {
    return new ModuleOrigin(
        module.getName(),
        module.getPackage().getImplementationVersion(),
        locationOf(module).orElse(null));
  }

  private static Optional<Path> locationOf(Class<?> module) {
    CodeSource source = module.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }

  /** {@return whether the module is one of Rein4J's own rooms} */
  public boolean isOwn() {
    return module.startsWith("io.rein4j.");
  }

  /** {@return the module's class and, in parentheses, where it is from} */
  public String describe() {
    return location == null ? module : "%s (%s)".formatted(module, location);
  }
}
