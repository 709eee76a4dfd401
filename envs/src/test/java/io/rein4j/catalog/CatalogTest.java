package io.rein4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import io.rein4j.settings.Kind;
import io.rein4j.settings.TypeName;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogTest {

  /** What the tests choose from. */
  @Kind("fruit")
  interface Fruit {}

  @TypeName("apple")
  public record Apple() implements Fruit {}

  @TypeName("pear")
  public record Pear() implements Fruit {}

  public record Nameless() implements Fruit {}

  @TypeName("grape")
  record Grape() implements Fruit {}

  @TypeName("plum")
  static final class Plum implements Fruit {}

  /** What a config can hold. */
  @TypeName("fig")
  public record Fig(
      int seeds,
      @Nullable Double weight,
      String sort,
      Path picture,
      Color color,
      Fruit graft,
      List<Map<String, Fruit>> branches,
      Object note,
      Stalk stalk)
      implements Fruit {}

  /** A color of fruits. */
  public enum Color {
    /** Green. */
    GREEN
  }

  /** A part of a fruit. */
  public record Stalk(boolean isLong, long cells) {}

  @TypeName("banana")
  public record Banana(List<int[]> spots) implements Fruit {}

  @TypeName("cherry")
  public record Cherry(List<Set<String>> stones) implements Fruit {}

  @TypeName("kiwi")
  public record Kiwi(Hair hair) implements Fruit {}

  /** A part of a fruit that no config can hold. */
  public record Hair(Stone stone) {}

  @TypeName("lemon")
  public record Lemon(List<? extends Fruit> grafts) implements Fruit {}

  /** No kind. */
  interface Stone {}

  @TypeName("lime")
  public record Lime(@Nullable Integer pips, double sourness, Stalk stalk) implements Fruit {
    public static final int DEFAULT_PIPS = 3;
    public static final double DEFAULT_SOURNESS = 0.5;
  }

  @TypeName("quince")
  public record Quince(@Nullable Integer ripeDays) implements Fruit {
    public static final long DEFAULT_RIPE_DAYS = 3;
  }

  @TypeName("date")
  public record Date(double sweetness) implements Fruit {
    static final double DEFAULT_SWEETNESS = 0.5;
  }

  @TypeName("peach")
  public record Peach(int fuzz) implements Fruit {
    public static final Apple DEFAULTS = new Apple();
  }

  @TypeName("mango")
  public record Mango(Skin skin) implements Fruit {}

  /** A part of a fruit that nobody sees. */
  record Skin(int layers) {}

  @TypeName("papaya")
  public record Papaya(Seed seed) implements Fruit {}

  /** A part of a fruit with a faulty constant. */
  public record Seed(int size) {
    @SuppressWarnings("NonFinalStaticField")
    public static int DEFAULT_SIZE = 1;
  }

  /** What is known by its own name. */
  @Kind("tree")
  public record Tree(String id) implements Identified {}

  /** Registers an apple. */
  static final class Orchard implements Rein4jModule {
    @Override
    public void register(Catalog catalog) {
      catalog.types(Fruit.class, Apple.class).add(Fruit.class, "first", new Apple());
    }
  }

  /** Registers a pear, and an apple that is there already. */
  static final class Neighbour implements Rein4jModule {
    @Override
    public void register(Catalog catalog) {
      catalog.types(Fruit.class, Pear.class, Apple.class);
    }
  }

  @Test
  void types_ofModules_areSortedByName() {
    Catalog catalog = Catalog.of(c -> c.types(Fruit.class, Pear.class, Apple.class));

    assertThat(catalog.types(Fruit.class))
        .containsExactly(entry("apple", Apple.class), entry("pear", Pear.class));
    assertThat(catalog.entries(Fruit.class)).isEmpty();
  }

  @Test
  void origin_entry_isItsModule() {
    Catalog catalog = Catalog.of(new Orchard());

    assertThat(catalog.origin(Fruit.class, "first").module()).isEqualTo(Orchard.class.getName());
    assertThat(catalog.modules()).containsExactly(catalog.origin(Fruit.class, "first"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> catalog.origin(Fruit.class, "second"))
        .withMessage("The catalog has no fruit with the name 'second'.");
  }

  @Test
  void with_nameThatIsTaken_isRefusedAndNamesBoth() {
    Catalog catalog = Catalog.of(new Orchard());

    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> catalog.with(new Neighbour()))
        .withMessageStartingWith("More than one fruit is called 'apple', that of ")
        .withMessageContaining(Orchard.class.getName())
        .withMessageContaining(Neighbour.class.getName())
        .withMessageEndingWith("leave one of them out, or give it another name.");
    assertThat(catalog.types(Fruit.class)).containsOnlyKeys("apple");
  }

  @Test
  void with_module_leavesTheOtherCatalogAsItIs() {
    Catalog catalog = Catalog.of(new Orchard());

    Catalog more = catalog.with(c -> c.types(Fruit.class, Pear.class));

    assertThat(more.types(Fruit.class)).containsOnlyKeys("apple", "pear");
    assertThat(more.modules()).hasSize(2);
    assertThat(catalog.types(Fruit.class)).containsOnlyKeys("apple");
  }

  @Test
  void types_withoutNameNotPublicOrNoRecord_areRefused() {
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.types(Fruit.class, Nameless.class)))
        .withMessageContaining("has no name: mark the record with @TypeName.");
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.types(Fruit.class, Grape.class)))
        .withMessageContaining("CatalogTest$Grape is registered by ")
        .withMessageContaining("but is not public: settings are public records.");
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.types(Fruit.class, Plum.class)))
        .withMessageContaining("is no record: settings are records.");
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.add(Stone.class, "granite", new Stone() {})))
        .withMessageContaining("what is marked as a @Kind");
  }

  @Test
  void types_componentThatNoConfigCanHold_isRefusedAndNamed() {
    assertThat(Catalog.of(c -> c.types(Fruit.class, Fig.class)).types(Fruit.class))
        .containsOnlyKeys("fig");
    assertUnfit(
        Banana.class,
        "'spots' of %s, whose type is java.util.List<int[]>: ".formatted(Banana.class.getName()));
    assertUnfit(Cherry.class, "'stones' of ");
    assertUnfit(Kiwi.class, "'stone' of " + Hair.class.getName());
    assertUnfit(Lemon.class, "'grafts' of ");
  }

  private static void assertUnfit(Class<? extends Fruit> type, String component) {
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.types(Fruit.class, type)))
        .withMessageStartingWith("The fruit %s is registered by ".formatted(type.getName()))
        .withMessageContaining("but no config can give a value to the component " + component)
        .withMessageContaining("a component is an int, long, double, ");
  }

  @Test
  void types_constantThatIsNoDefault_isRefusedAndNamed() {
    assertThat(Catalog.of(c -> c.types(Fruit.class, Lime.class)).types(Fruit.class))
        .containsOnlyKeys("lime");
    assertFaulty(
        Quince.class,
        "but the constant DEFAULT_RIPE_DAYS of %s is of type long, but the component 'ripeDays' is of type java.lang.Integer: give the constant the type Integer."
            .formatted(Quince.class.getName()));
    assertFaulty(
        Date.class,
        "but the constant DEFAULT_SWEETNESS of %s is not public, static and final: declare it 'public static final'."
            .formatted(Date.class.getName()));
    assertFaulty(Peach.class, "but the record itself is of type " + Peach.class.getName());
    assertFaulty(
        Papaya.class,
        "but the constant DEFAULT_SIZE of %s is not public, static and final"
            .formatted(Seed.class.getName()));
    assertFaulty(
        Mango.class, "but the record %s in it is not public".formatted(Skin.class.getName()));
  }

  private static void assertFaulty(Class<? extends Fruit> type, String fault) {
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.types(Fruit.class, type)))
        .withMessageStartingWith("The fruit %s is registered by ".formatted(type.getName()))
        .withMessageContaining(CatalogTest.class.getName())
        .withMessageContaining(fault);
  }

  @Test
  void add_entryThatKnowsItsName_isCalledByIt() {
    assertThat(Catalog.of(c -> c.add(Tree.class, new Tree("oak"))).entries(Tree.class))
        .containsExactly(entry("oak", new Tree("oak")));
    assertThat(Catalog.of(c -> c.add(Tree.class, "oak", new Tree("oak"))).entries(Tree.class))
        .containsOnlyKeys("oak");
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(() -> Catalog.of(c -> c.add(Tree.class, "elm", new Tree("oak"))))
        .withMessageStartingWith("The tree 'oak' is registered by " + CatalogTest.class.getName())
        .withMessageEndingWith(
            " under the name 'elm': give it one name, as add(kind, entry) does.");
  }

  @Test
  void register_moduleThatThrows_isToldWithItsName() {
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(
            () ->
                Catalog.of(
                    c -> {
                      throw new IllegalStateException("no oven");
                    }))
        .withMessageContaining(CatalogTest.class.getName())
        .withMessageContaining("because of java.lang.IllegalStateException: no oven");
  }

  @Test
  void standard_threadWithoutAClassLoaderThatSeesModules_isThatOfOurOwn() throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    List<ModuleOrigin> modules = Catalog.standard().modules();
    try (URLClassLoader blind = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(blind);
      assertThat(Catalog.standard().modules()).isEqualTo(modules).isNotEmpty();
      thread.setContextClassLoader(null);
      assertThat(Catalog.standard().modules()).isEqualTo(modules);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void modulesOfThisProcess_areThoseThatNoOtherFinds() {
    Catalog standard = Catalog.standard();
    assertThat(standard.modulesOfThisProcess()).isEmpty();

    Catalog more = standard.with(new Orchard());

    assertThat(more.modulesOfThisProcess())
        .extracting(ModuleOrigin::module)
        .containsExactly(Orchard.class.getName());
    assertThat(Catalog.of(new Orchard()).modulesOfThisProcess()).hasSize(1);
  }

  @Test
  void add_whenAllHaveRegistered_isRefused() {
    AtomicReference<Catalog> kept = new AtomicReference<>();
    Catalog catalog = Catalog.of(kept::set);

    assertThatIllegalStateException()
        .isThrownBy(() -> catalog.types(Fruit.class, Apple.class))
        .withMessageStartingWith("A catalog is filled while its modules register");
    Objects.requireNonNull(kept.get()).types(Fruit.class, Apple.class);
    assertThat(catalog.types(Fruit.class)).isEmpty();
  }
}
