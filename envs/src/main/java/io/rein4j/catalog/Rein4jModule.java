package io.rein4j.catalog;

/**
 * A part of Rein4J, or a plugin, that says what it adds: environments, wrappers, clipping rules,
 * optimizers, schedules, networks, layers, agents, run listeners, commands.
 *
 * <p>Modules are found by {@link java.util.ServiceLoader}: a jar names its modules, one to a line,
 * in {@code META-INF/services/io.rein4j.catalog.Rein4jModule}. A module is public and has a public
 * constructor without parameters.
 *
 * <pre>{@code
 * public final class OvenModule implements Rein4jModule {
 *   public void register(Catalog catalog) {
 *     catalog
 *         .add(EnvSpec.class, EnvSpec.of("Oven-v0", options -> new OvenEnv()))
 *         .types(ClippingRule.class, SoftClip.class);
 *   }
 * }
 * }</pre>
 */
public interface Rein4jModule {

  /**
   * Adds what the module has to a catalog. It does nothing else: the catalog may be read before
   * anything of it is used, and more than once in a process.
   *
   * @param catalog what to add to
   */
  void register(Catalog catalog);
}
