package io.rein4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rein4j.env.EnvSpec;
import io.rein4j.harness.Jars;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

  private static final String MODULE =
      """
      package org.example;
      import io.rein4j.catalog.*;
      import io.rein4j.env.EnvSpec;
      public final class %1$s implements Rein4jModule {
        %2$s
        public void register(Catalog catalog) {
          %3$s
          catalog.add(EnvSpec.class, EnvSpec.of("%1$s-v0", options -> null));
        }
      }
      """;

  @TempDir private Path folder;

  private static Jars module(String name, String members, String statements) {
    return new Jars()
        .file(Plugins.SERVICE_FILE, "org.example.%s # the module%n".formatted(name))
        .source("org.example." + name, MODULE.formatted(name, members, statements));
  }

  private Catalog load(List<Path> paths, List<CatalogException> problems) {
    Plugins plugins =
        Plugins.of(paths, List.of(), getClass().getClassLoader(), "1.2", problems::add);
    return Catalog.load(plugins, problems::add);
  }

  private void assertRefused(Path path, String sentence) {
    List<CatalogException> problems = new ArrayList<>();
    Catalog catalog = load(List.of(path), problems);
    assertThat(problems).singleElement().asString().contains(sentence);
    assertThat(catalog.plugins()).isEmpty();
    assertThat(catalog.entries(EnvSpec.class)).containsKey("CartPole-v1");
    assertThatExceptionOfType(CatalogException.class)
        .isThrownBy(
            () ->
                Catalog.load(
                    Plugins.of(
                        List.of(path), List.of(), getClass().getClassLoader(), "1.2", this::fail),
                    this::fail));
  }

  private void fail(CatalogException problem) {
    throw problem;
  }

  @Test
  void load_jar_addsWhatItsModuleHas() throws IOException {
    Path jar =
        module("Oven", "", "").attribute("Rein4j-Version", "1.2").write(folder.resolve("oven.jar"));
    List<CatalogException> problems = new ArrayList<>();

    Catalog catalog = load(List.of(jar, jar), problems);

    assertThat(problems).isEmpty();
    assertThat(catalog.plugins()).containsExactly(jar);
    assertThat(catalog.isWhole()).isTrue();
    assertThat(catalog.origin(EnvSpec.class, "Oven-v0"))
        .satisfies(origin -> assertThat(origin.location()).isEqualTo(jar))
        .satisfies(origin -> assertThat(origin.isOwn()).isFalse());
    assertThat(catalog.origin(EnvSpec.class, "CartPole-v1").isOwn()).isTrue();
  }

  @Test
  void load_folder_takesJarsWithoutModulesForLibraries() throws IOException {
    module("Oven", "", "").write(folder.resolve("a.jar"));
    Files.writeString(folder.resolve("b.jar"), "no jar");
    Path library = new Jars().file("readme.txt", "").write(folder.resolve("c.jar"));
    module("Stove", "", "").write(folder.resolve("d.jar"));
    List<CatalogException> problems = new ArrayList<>();

    Catalog catalog = load(List.of(folder), problems);

    assertThat(problems).singleElement().asString().contains("b.jar cannot be read as a jar");
    assertThat(catalog.entries(EnvSpec.class)).containsKeys("Oven-v0", "Stove-v0");
    assertThat(catalog.libraries()).containsExactly(library);
  }

  @Test
  void load_whatCannotBeUsed_isRefusedInASentence() throws IOException {
    assertRefused(folder.resolve("none.jar"), "There is no plugin " + folder.resolve("none.jar"));
    assertRefused(Files.createDirectory(folder.resolve("empty")), "has no jars");
    Path libraries = Files.createDirectory(folder.resolve("libraries"));
    new Jars().file("readme.txt", "").write(libraries.resolve("a.jar"));
    assertRefused(libraries, "has no plugins: none of its jars has a file " + Plugins.SERVICE_FILE);
    assertRefused(libraries.resolve("a.jar"), "a.jar is no plugin");
    assertRefused(
        Files.writeString(folder.resolve("text.jar"), "no jar"), "text.jar cannot be read");
    assertRefused(
        module("Later", "", "").attribute("Rein4j-Version", "1.3").write(folder.resolve("l.jar")),
        "is built for Rein4J 1.3, but this is Rein4J 1.2");
    assertRefused(
        new Jars()
            .file(Plugins.SERVICE_FILE, "org.example.Missing")
            .write(folder.resolve("missing.jar")),
        "missing.jar cannot be used: its file %s names 'org.example.Missing', but there is no such class. Write the full name of the module's class"
            .formatted(Plugins.SERVICE_FILE));
    assertRefused(
        new Jars().file(Plugins.SERVICE_FILE, "# none\n").write(folder.resolve("named.jar")),
        "named.jar is no plugin: its file %s names no module.".formatted(Plugins.SERVICE_FILE));
    assertRefused(
        new Jars()
            .file(Plugins.SERVICE_FILE, "NotModule")
            .source("NotModule", "public final class NotModule {}")
            .write(folder.resolve("other.jar")),
        "other.jar cannot be used: its file %s names the class NotModule, which is no module. Let it implement io.rein4j.catalog.Rein4jModule."
            .formatted(Plugins.SERVICE_FILE));
    assertRefused(
        module("Shut", "private Shut() {}", "").write(folder.resolve("shut.jar")),
        "shut.jar cannot be used: its module org.example.Shut cannot be made. A module is a public class, which is not abstract, with a public constructor without parameters.");
    assertRefused(
        new Jars()
            .file(Plugins.SERVICE_FILE, "org.example oven")
            .write(folder.resolve("syntax.jar")),
        "syntax.jar cannot be used: its file %s names 'org.example oven', but there is no such class."
            .formatted(Plugins.SERVICE_FILE));
    assertRefused(
        module("Cold", "public Cold() { throw new IllegalStateException(\"cold\"); }", "")
            .write(folder.resolve("cold.jar")),
        "cold.jar cannot be used: its module org.example.Cold cannot be made, because of java.lang.IllegalStateException: cold. Leave it out, or ask whoever made it for another.");
    assertRefused(
        module("Half", "", "if (true) { throw new IllegalStateException(\"half\"); }")
            .write(folder.resolve("half.jar")),
        "half.jar) cannot register what it has, because of java.lang.IllegalStateException: half");
    Path newer = module("Newer", "", "").write(folder.resolve("newer.jar"));
    try (FileSystem files = FileSystems.newFileSystem(newer)) {
      Path type = files.getPath("org/example/Newer.class");
      byte[] bytes = Files.readAllBytes(type);
      bytes[7] = 120;
      Files.write(type, bytes);
    }
    assertRefused(newer, "newer.jar is built for a newer Java than this one");
  }

  @Test
  void load_twoJarsWithOneName_refusesTheSecond() throws IOException {
    Path one = module("Oven", "", "").write(folder.resolve("one.jar"));
    Path two =
        module("Other", "", "catalog.add(EnvSpec.class, EnvSpec.of(\"Oven-v0\", o -> null));")
            .write(folder.resolve("two.jar"));
    List<CatalogException> problems = new ArrayList<>();

    Catalog catalog = load(List.of(one, two), problems);

    assertThat(problems)
        .singleElement()
        .asString()
        .contains("'Oven-v0'")
        .contains(one.toString())
        .contains(two.toString());
    assertThat(catalog.entries(EnvSpec.class)).containsKey("Oven-v0").doesNotContainKey("Other-v0");
  }

  @Test
  void load_twoJarsWithOneModule_refusesTheSecondUnlessItIsTheSameFile() throws IOException {
    Path one = module("Oven", "", "").write(folder.resolve("one.jar"));
    Path two = Files.copy(one, folder.resolve("two.jar"));
    Path link = Files.createSymbolicLink(folder.resolve("link.jar"), one);
    List<CatalogException> problems = new ArrayList<>();

    Catalog catalog = load(List.of(one, two), problems);

    assertThat(problems)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo(
            "Two plugins have the module org.example.Oven, %s and %s: leave one of them out."
                .formatted(one, two));
    assertThat(catalog.plugins()).containsExactly(one);
    problems.clear();
    assertThat(load(List.of(one, link), problems).plugins()).containsExactly(one);
    assertThat(problems).isEmpty();
  }

  @Test
  void load_jarThatIsLeftOut_takesItsOtherModulesFromNobody() throws IOException {
    Path one = module("Oven", "", "").write(folder.resolve("one.jar"));
    Path two =
        module("Oven", "", "")
            .source("org.example.Stove", MODULE.formatted("Stove", "", ""))
            .file(Plugins.SERVICE_FILE, "org.example.Stove\norg.example.Oven\n")
            .write(folder.resolve("two.jar"));
    Path three = module("Stove", "", "").write(folder.resolve("three.jar"));
    List<CatalogException> problems = new ArrayList<>();

    Catalog catalog = load(List.of(one, two, three), problems);

    assertThat(problems)
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo(
            "Two plugins have the module org.example.Oven, %s and %s: leave one of them out."
                .formatted(one, two));
    assertThat(catalog.plugins()).containsExactly(one, three);
    assertThat(catalog.entries(EnvSpec.class)).containsKeys("Oven-v0", "Stove-v0");
  }

  @Test
  void close_plugins_findsTheirClassesNoMore() throws IOException {
    Path jar = module("Oven", "", "").write(folder.resolve("oven.jar"));
    Plugins plugins =
        Plugins.of(List.of(jar), List.of(), getClass().getClassLoader(), null, this::fail);
    assertThat(plugins.loader().getResource("org/example/Oven.class")).isNotNull();

    plugins.close();

    assertThat(plugins.loader().getResource("org/example/Oven.class")).isNull();
  }

  @Test
  void blamed_failureInAPlugin_isItsClassAndJar() throws Exception {
    Path jar =
        module("Oven", "", "if (true) { throw new IllegalStateException(\"hot\"); }")
            .write(folder.resolve("oven.jar"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (Plugins plugins =
        Plugins.of(List.of(jar), List.of(), getClass().getClassLoader(), null, this::fail)) {
      thread.setContextClassLoader(plugins.loader());
      Rein4jModule module =
          (Rein4jModule)
              plugins.loader().loadClass("org.example.Oven").getDeclaredConstructor().newInstance();

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> module.register(Catalog.of()))
          .satisfies(
              e ->
                  assertThat(PluginFailures.blamed(e))
                      .contains(new PluginFailures.PluginClass(jar, "org.example.Oven")));
      assertThat(PluginFailures.blamed(new IllegalStateException("mine"))).isEmpty();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void isLater_versions_areComparedByTheirNumbers() {
    assertThat(Plugins.isLater("1.10", "1.9.3")).isTrue();
    assertThat(Plugins.isLater("1.2.0", "1.2")).isFalse();
    assertThat(Plugins.isLater("0.9-SNAPSHOT", "1.0")).isFalse();
    assertThat(Plugins.isLater("newest", "1.0")).isFalse();
  }
}
