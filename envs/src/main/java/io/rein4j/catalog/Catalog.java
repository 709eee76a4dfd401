package io.rein4j.catalog;

import io.rein4j.settings.Components;
import io.rein4j.settings.Defaults;
import io.rein4j.settings.Kind;
import io.rein4j.settings.TypeNames;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of what configs and commands choose from by name. It knows nothing of what it holds:
 * there are settings records, which a config's {@code type} chooses among those of one interface,
 * and other entries, such as the specs of environments. A catalog is filled by {@linkplain
 * Rein4jModule modules} and does not change afterwards.
 */
public final class Catalog {

  private final Map<Class<?>, Map<String, Entry>> types = new LinkedHashMap<>();
  private final Map<Class<?>, Map<String, Entry>> entries = new LinkedHashMap<>();
  private final Map<Class<?>, Map<String, String>> unavailable = new LinkedHashMap<>();
  private final List<ModuleOrigin> modules = new ArrayList<>();
  private final List<ModuleOrigin> given = new ArrayList<>();
  private final List<Path> plugins = new ArrayList<>();
  private final List<Path> libraries = new ArrayList<>();
  private boolean whole = true;

  /** The module that fills it; null if it is not to be filled. */
  private final @Nullable ModuleOrigin origin;

  private Catalog(@Nullable ModuleOrigin origin) {
    this.origin = origin;
  }

  /**
   * {@return the catalog of all modules that the thread's class loader finds; of those that
   * Rein4J's own finds, if the thread has none or it finds none}
   *
   * @throws CatalogException if one of them cannot be used
   */
  public static Catalog standard() {
    ClassLoader own = Catalog.class.getClassLoader();
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return load(ofThread != null && ModuleLoader.seesAny(ofThread) ? ofThread : own);
  }

  /**
   * {@return the catalog of all modules that a class loader finds}
   *
   * @param loader where to look
   * @throws CatalogException if one of them cannot be used
   */
  public static Catalog load(ClassLoader loader) {
    Catalog catalog = new Catalog(null);
    catalog.fill(
        loader,
        problem -> {
          throw problem;
        });
    return catalog;
  }

  /**
   * {@return the catalog of all modules of Rein4J and of plugins that can be used}
   *
   * @param plugins the plugins
   * @param problems hears of each module that cannot be used, and may throw it; it is left out
   */
  public static Catalog load(Plugins plugins, Consumer<CatalogException> problems) {
    Catalog catalog = new Catalog(null);
    catalog.fill(
        plugins.loader(),
        problem -> {
          problems.accept(problem);
          catalog.whole = false;
        });
    plugins.jars().stream()
        .filter(jar -> catalog.modules.stream().anyMatch(module -> jar.equals(module.location())))
        .forEach(catalog.plugins::add);
    catalog.libraries.addAll(plugins.libraries());
    return catalog;
  }

  private void fill(ClassLoader loader, Consumer<CatalogException> problems) {
    ModuleLoader.each(
        loader,
        module -> {
          try {
            register(module, isFoundElsewhere(module, loader));
          } catch (CatalogException e) {
            problems.accept(e);
          }
        },
        problems);
  }

  /** Another process has Rein4J's own class path, and loads plugins. */
  private static boolean isFoundElsewhere(Rein4jModule module, ClassLoader loader) {
    ClassLoader from = module.getClass().getClassLoader();
    return from == Catalog.class.getClassLoader()
        || (from == loader && loader instanceof PluginLoader);
  }

  /**
   * {@return the catalog of some modules}
   *
   * @param modules in the order in which they register
   * @throws CatalogException if two of them have the same name for something
   */
  public static Catalog of(Rein4jModule... modules) {
    return new Catalog(null).with(modules);
  }

  /**
   * {@return a catalog with all that this one has, and what some modules add}
   *
   * @param added in the order in which they register
   * @throws CatalogException if a name is already taken
   */
  public Catalog with(Rein4jModule... added) {
    Catalog catalog = new Catalog(null);
    catalog.addAll(this);
    for (Rein4jModule module : added) {
      catalog.register(module, false);
    }
    return catalog;
  }

  /**
   * Adds settings records by their {@link io.rein4j.settings.TypeName}.
   *
   * @param kind the interface among whose records a config chooses, which is marked as a {@link
   *     Kind}
   * @param records public records that implement it
   * @return this catalog
   * @throws CatalogException if a record is not public, has no name, has a component that no config
   *     can hold or a constant that cannot be its default, or a name is already taken
   */
  @SafeVarargs
  public final <T> Catalog types(Class<T> kind, Class<? extends T>... records) {
    String noun = nounOf(kind);
    for (Class<? extends T> type : records) {
      if (!type.isRecord()) {
        throw new CatalogException(
            "The %s %s is registered by %s, but is no record: settings are records."
                .formatted(noun, type.getName(), origin().describe()));
      }
      if (!Modifier.isPublic(type.getModifiers())) {
        throw new CatalogException(
            "The %s %s is registered by %s, but is not public: settings are public records."
                .formatted(noun, type.getName(), origin().describe()));
      }
      String name =
          TypeNames.of(type)
              .orElseThrow(
                  () ->
                      new CatalogException(
                          "The %s %s is registered by %s, but has no name: mark the record with @TypeName."
                              .formatted(noun, type.getName(), origin().describe())));
      Components.unfit(type)
          .ifPresent(
              component -> {
                throw new CatalogException(
                    "The %s %s is registered by %s, but no config can give a value to the component '%s' of %s, whose type is %s: %s."
                        .formatted(
                            noun,
                            type.getName(),
                            origin().describe(),
                            component.getName(),
                            component.getDeclaringRecord().getName(),
                            component.getGenericType().getTypeName(),
                            Components.ALLOWED));
              });
      for (Class<?> part : Components.recordsOf(type)) {
        if (!Modifier.isPublic(part.getModifiers())) {
          throw new CatalogException(
              "The %s %s is registered by %s, but the record %s in it is not public: settings are public records."
                  .formatted(noun, type.getName(), origin().describe(), part.getName()));
        }
      }
      Defaults.fault(type)
          .ifPresent(
              fault -> {
                throw new CatalogException(
                    "The %s %s is registered by %s, but %s."
                        .formatted(noun, type.getName(), origin().describe(), fault));
              });
      put(types, kind, noun, name, type);
    }
    return this;
  }

  /**
   * Adds an entry that knows its own name, such as the spec of an environment.
   *
   * @param kind what it is
   * @param entry the entry
   * @return this catalog
   * @throws CatalogException if the name is already taken
   */
  public <T extends Identified> Catalog add(Class<T> kind, T entry) {
    return add(kind, entry.id(), entry);
  }

  /**
   * Adds an entry that is no settings record.
   *
   * @param kind what it is
   * @param name its name among those of its kind
   * @param entry the entry
   * @return this catalog
   * @throws CatalogException if the name is already taken, or the entry knows itself by another one
   */
  public <T> Catalog add(Class<T> kind, String name, T entry) {
    if (entry instanceof Identified identified && !identified.id().equals(name)) {
      throw new CatalogException(
          "The %s '%s' is registered by %s under the name '%s': give it one name, as add(kind, entry) does."
              .formatted(nounOf(kind), identified.id(), origin().describe(), name));
    }
    put(entries, kind, nounOf(kind), name, entry);
    return this;
  }

  /**
   * Says why a settings record is not there that could be: a library that it needs is missing.
   *
   * @param kind the interface that it would implement
   * @param name the name that it would have
   * @param need what is needed, for the end of a sentence, such as "it needs DL4J: add …"
   * @return this catalog
   */
  public Catalog unavailable(Class<?> kind, String name, String need) {
    unavailable.computeIfAbsent(kind, any -> new LinkedHashMap<>()).put(name, need);
    return this;
  }

  /**
   * {@return why a settings record is not there that could be, for the end of a sentence; empty if
   * it is there or nobody knows it}
   *
   * @param kind the interface that it would implement
   * @param name the name that it would have
   */
  public Optional<String> need(Class<?> kind, String name) {
    return types(kind).containsKey(name)
        ? Optional.empty()
        : Optional.ofNullable(unavailable.getOrDefault(kind, Map.of()).get(name));
  }

  /**
   * {@return whether a class is on the class path, such as one of a library that is optional}
   *
   * @param name the name of the class
   */
  public static boolean hasClass(String name) {
    return Catalog.class.getClassLoader().getResource(name.replace('.', '/') + ".class") != null;
  }

  /**
   * {@return the settings records of a kind by name, sorted by it}
   *
   * @param kind the interface
   */
  public <T> Map<String, Class<? extends T>> types(Class<T> kind) {
    Map<String, Class<? extends T>> found = new TreeMap<>();
    types
        .getOrDefault(kind, Map.of())
        .forEach((name, entry) -> found.put(name, ((Class<?>) entry.value()).asSubclass(kind)));
    return Collections.unmodifiableMap(found);
  }

  /**
   * {@return the entries of a kind by name, in the order in which they were added}
   *
   * @param kind what they are
   */
  public <T> Map<String, T> entries(Class<T> kind) {
    Map<String, T> found = new LinkedHashMap<>();
    entries
        .getOrDefault(kind, Map.of())
        .forEach((name, entry) -> found.put(name, kind.cast(entry.value())));
    return Collections.unmodifiableMap(found);
  }

  /**
   * {@return where the module comes from that added an entry}
   *
   * @param kind what the entry is
   * @param name its name, which there is
   */
  public ModuleOrigin origin(Class<?> kind, String name) {
    Entry entry = entries.getOrDefault(kind, Map.of()).get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "The catalog has no %s with the name '%s'.".formatted(nounOf(kind), name));
    }
    return entry.origin();
  }

  /** {@return where its modules come from, in the order in which they registered} */
  public List<ModuleOrigin> modules() {
    return Collections.unmodifiableList(modules);
  }

  /**
   * {@return those of its modules that only this process has: a program gave them to it, or a class
   * loader of the program's found them}
   */
  public List<ModuleOrigin> modulesOfThisProcess() {
    return Collections.unmodifiableList(given);
  }

  /** {@return the jars of the plugins whose modules it has} */
  public List<Path> plugins() {
    return Collections.unmodifiableList(plugins);
  }

  /** {@return the jars that plugins may need, and that have no modules of their own} */
  public List<Path> libraries() {
    return Collections.unmodifiableList(libraries);
  }

  /** {@return whether it has every module of its plugins; false if one was left out} */
  public boolean isWhole() {
    return whole;
  }

  private void register(Rein4jModule module, boolean foundElsewhere) {
    ModuleOrigin from = ModuleOrigin.of(module.getClass());
    Catalog own = new Catalog(from);
    try {
      module.register(own);
    } catch (CatalogException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw from.failed("cannot register what it has", e);
    }
    own.modules.add(from);
    if (!foundElsewhere) {
      own.given.add(from);
    }
    addAll(own);
  }

  /** Adds all or nothing of another catalog. */
  private void addAll(Catalog other) {
    requireFree(types, other.types);
    requireFree(entries, other.entries);
    merge(types, other.types);
    merge(entries, other.entries);
    other.unavailable.forEach(
        (kind, named) ->
            unavailable.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putAll(named));
    modules.addAll(other.modules);
    given.addAll(other.given);
    plugins.addAll(other.plugins);
    libraries.addAll(other.libraries);
    whole &= other.whole;
  }

  private static void merge(
      Map<Class<?>, Map<String, Entry>> into, Map<Class<?>, Map<String, Entry>> from) {
    from.forEach(
        (kind, named) -> into.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putAll(named));
  }

  private static void requireFree(
      Map<Class<?>, Map<String, Entry>> into, Map<Class<?>, Map<String, Entry>> from) {
    from.forEach(
        (kind, named) ->
            named.forEach(
                (name, entry) -> {
                  Entry other = into.getOrDefault(kind, Map.of()).get(name);
                  if (other != null) {
                    throw twice(nounOf(kind), name, other, entry);
                  }
                }));
  }

  private void put(
      Map<Class<?>, Map<String, Entry>> into,
      Class<?> kind,
      String noun,
      String name,
      Object value) {
    Entry entry = new Entry(origin(), value);
    Entry other = into.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putIfAbsent(name, entry);
    if (other != null) {
      throw twice(noun, name, other, entry);
    }
  }

  private static CatalogException twice(String noun, String name, Entry one, Entry other) {
    return new CatalogException(
        "More than one %s is called '%s', that of %s and that of %s: leave one of them out, or give it another name."
            .formatted(noun, name, one.origin().describe(), other.origin().describe()));
  }

  private ModuleOrigin origin() {
    if (origin == null) {
      throw new IllegalStateException(
          "A catalog is filled while its modules register, and not afterwards.");
    }
    return origin;
  }

  private static String nounOf(Class<?> kind) {
    Kind mark = kind.getAnnotation(Kind.class);
    if (mark == null) {
      throw new IllegalArgumentException(
          "A catalog holds what is marked as a @Kind, but %s is not.".formatted(kind.getName()));
    }
    return mark.value();
  }

  /**
   * What a name stands for.
   *
   * @param origin the module that added it
   * @param value the record's class, or the entry
   */
  private record Entry(ModuleOrigin origin, Object value) {}
}
