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
 * @param isOwn whether it is one of Rein4J's own modules
 */
public record ModuleOrigin(
    String module, @Nullable String version, @Nullable Path location, boolean isOwn) {

  static final String OWN_PACKAGES = "io.rein4j.";

  static ModuleOrigin of(Class<?> module) {
    return new ModuleOrigin(
        module.getName(),
        module.getPackage().getImplementationVersion(),
        locationOf(module).orElse(null),
        isOwn(module));
  }

  /** A plugin may name its packages as it likes, but has a class loader of its own. */
  private static boolean isOwn(Class<?> module) {
    return module.getName().startsWith(OWN_PACKAGES)
        && module.getClassLoader() == Catalog.class.getClassLoader();
  }

  static Optional<Path> locationOf(Class<?> module) {
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

  /** {@return the module's class and, in parentheses, where it is from} */
  public String describe() {
    return location == null ? module : "%s (%s)".formatted(module, location);
  }

  /**
   * {@return the error of a module that was found and then failed}
   *
   * @param failing what it cannot do, as in "cannot register what it has"
   * @param reason what was thrown, or null if nothing was
   */
  public CatalogException failed(String failing, @Nullable Throwable reason) {
    if (reason instanceof UnsupportedClassVersionError newer) {
      return new CatalogException(
          PluginFailures.newerJava("The module " + describe(), newer), newer);
    }
    return new CatalogException(
        "The module %s %s%s. %s"
            .formatted(
                describe(),
                failing,
                reason == null ? "" : ", because of " + reason,
                ModuleLoader.AS_A_PLUGIN),
        reason);
  }
}
