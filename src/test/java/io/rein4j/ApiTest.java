package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rein4j.api.Incubating;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.contract.ClippingRuleContract;
import io.rein4j.env.Env;
import io.rein4j.env.contract.EnvContract;
import io.rein4j.run.Run;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What programs can use of each artifact: the signatures of its public types, sorted, in a file
 * that shows what a change does to them, and which of the types may change. {@code
 * -Drein4j.update=true} writes the files anew.
 */
class ApiTest {

  private static final Set<String> OF_ALL = Set.of("equals", "hashCode", "toString");

  private static final Path FILES = Path.of("test/resources/io/rein4j/api");

  /** Of each artifact a type. */
  private static final Map<String, Class<?>> ARTIFACTS =
      Map.of(
          "envs",
          Env.class,
          "envs-contract",
          EnvContract.class,
          "agents",
          ClippingStage.class,
          "agents-contract",
          ClippingRuleContract.class,
          "program",
          Run.class);

  /** How the artifacts end that hold the contract kits of a module. */
  private static final String CONTRACT = "-contract";

  /** The packages whose public types programs can rely on, unless a type is marked. */
  private static final List<String> API =
      List.of(
          "agent",
          "agent.contract",
          "agent.dqn",
          "agent.offpolicy",
          "agent.pg",
          "agent.replay",
          "api",
          "catalog",
          "cli",
          "clip",
          "clip.contract",
          "config",
          "dl4j",
          "env",
          "env.contract",
          "env.gym",
          "env.source",
          "env.wrap",
          "files",
          "math",
          "nn",
          "nn.model",
          "optim",
          "policy",
          "random",
          "record",
          "rl4j",
          "run",
          "schedule",
          "settings",
          "state",
          "train");

  private static final Map<String, Path> SOURCES =
      Map.of(
          "envs",
          Path.of("../envs/src/main/java"),
          "envs-contract",
          Path.of("../envs/src/contract/java"),
          "agents",
          Path.of("../agents/src/main/java"),
          "agents-contract",
          Path.of("../agents/src/contract/java"),
          "program",
          Path.of("main/java"));

  private static final Pattern THROWS = Pattern.compile("@throws\\s+(?:[a-z0-9.]+\\.)?(\\w+)");

  private static final String MARK = ", incubating";
  private static final Pattern TYPE = Pattern.compile("io\\.rein4j\\.[a-z0-9.]+\\.[A-Z][\\w$]*");

  @ParameterizedTest
  @ValueSource(strings = {"envs", "envs-contract", "agents", "agents-contract", "program"})
  void signatures_ofAnArtifact_areThoseOfItsFile(String artifact)
      throws IOException, ClassNotFoundException {
    Path file = FILES.resolve(artifact + ".txt");
    String found = String.join("\n", signatures(artifact)) + "\n";
    if (Boolean.getBoolean("rein4j.update")) {
      Files.writeString(file, found);
    }
    assertThat(found)
        .as("The API of %s has changed; -Drein4j.update=true writes it down.", artifact)
        .isEqualTo(Files.readString(file));
  }

  @Test
  void packages_withPublicTypes_areOfTheApiOrMarked() throws IOException {
    SortedSet<String> unmarked = new TreeSet<>();
    for (String artifact : ARTIFACTS.keySet()) {
      for (JavaClass each : publicTypes(artifact)) {
        if (!each.getPackage().isAnnotatedWith(Incubating.class)) {
          unmarked.add(each.getPackageName().substring("io.rein4j.".length()));
        }
      }
    }
    assertThat(unmarked)
        .as("A package with public types is listed here, or its package-info is @Incubating.")
        .containsExactlyElementsOf(API);
  }

  /** What compares releases does not read the marks of packages. */
  @Test
  void packages_thatAreMarked_areLeftOutWhereReleasesAreCompared() throws IOException {
    SortedSet<String> marked = new TreeSet<>();
    for (String artifact : ARTIFACTS.keySet()) {
      for (JavaClass each : publicTypes(artifact)) {
        if (each.getPackage().isAnnotatedWith(Incubating.class)) {
          marked.add(each.getPackageName());
        }
      }
    }
    List<String> leftOut =
        Pattern.compile("<exclude>(io\\.rein4j\\.[a-z0-9.]+)</exclude>")
            .matcher(Files.readString(Path.of("../pom.xml")))
            .results()
            .map(each -> each.group(1))
            .toList();
    assertThat(marked)
        .filteredOn(each -> leftOut.stream().noneMatch(out -> (each + ".").startsWith(out + ".")))
        .isEmpty();
    assertThat(API)
        .filteredOn(
            each ->
                leftOut.stream().anyMatch(out -> ("io.rein4j." + each + ".").startsWith(out + ".")))
        .isEmpty();
  }

  @Test
  void signatures_ofTheApi_mentionNoTypeThatMayChange() throws Exception {
    SortedSet<String> signatures = new TreeSet<>();
    for (String artifact : ARTIFACTS.keySet()) {
      signatures.addAll(signatures(artifact));
    }
    Set<String> marked =
        signatures.stream()
            .filter(each -> each.endsWith(MARK))
            .map(each -> each.substring(0, each.indexOf(": ")))
            .collect(Collectors.toSet());
    assertThat(marked).isNotEmpty();
    SoftAssertions softly = new SoftAssertions();
    for (String signature : signatures) {
      List<String> types = types(signature);
      if (!marked.contains(types.get(0))) {
        softly.assertThat(types).as(signature).doesNotContainAnyElementsOf(marked);
      }
    }
    softly.assertAll();
  }

  /** What is thrown without being declared stands only in the Javadoc. */
  @Test
  void javadoc_ofTheApi_throwsNothingThatMayChange() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    Set<String> marked = new TreeSet<>();
    Map<String, Path> sources = new TreeMap<>();
    for (Map.Entry<String, Path> artifact : SOURCES.entrySet()) {
      for (JavaClass each : publicTypes(artifact.getKey())) {
        if (isIncubating(each)) {
          marked.add(each.getSimpleName());
        } else if (each.getEnclosingClass().isEmpty()) {
          sources.put(
              each.getName(),
              artifact.getValue().resolve(each.getName().replace('.', '/') + ".java"));
        }
      }
    }
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      if (source.getKey().endsWith("Builder") && !Files.exists(source.getValue())) {
        // It is generated, and throws nothing.
        continue;
      }
      List<String> thrown =
          THROWS
              .matcher(Files.readString(source.getValue()))
              .results()
              .map(each -> each.group(1))
              .toList();
      softly.assertThat(thrown).as(source.getKey()).doesNotContainAnyElementsOf(marked);
    }
    softly.assertAll();
  }

  /** Returns the type that a signature is of, and what others of Rein4J it mentions. */
  private static List<String> types(String signature) {
    return TYPE.matcher(signature).results().map(each -> each.group().replace('$', '.')).toList();
  }

  private static SortedSet<String> signatures(String artifact)
      throws IOException, ClassNotFoundException {
    SortedSet<String> signatures = new TreeSet<>();
    for (JavaClass each : publicTypes(artifact)) {
      add(Class.forName(each.getName()), isIncubating(each), signatures);
    }
    return signatures;
  }

  private static List<JavaClass> publicTypes(String artifact) throws IOException {
    Class<?> oneOfIt = ARTIFACTS.get(artifact);
    Path location = Path.of(oneOfIt.getProtectionDomain().getCodeSource().getLocation().getPath());
    ClassFileImporter importer = new ClassFileImporter();
    boolean contract = artifact.endsWith(CONTRACT);
    if (!contract) {
      importer = importer.withImportOption(new ImportOption.DoNotIncludeTests());
    }
    JavaClasses classes;
    if (Files.isDirectory(location)) {
      classes = importer.importPath(location);
    } else {
      try (JarFile jar = new JarFile(location.toFile())) {
        classes = importer.importJar(jar);
      }
    }
    return classes.stream()
        .filter(each -> !contract || isOfContract(each))
        .filter(ApiTest::isPublic)
        .toList();
  }

  /** As long as they are in no jar, the kits are among the tests of their module. */
  private static boolean isOfContract(JavaClass type) {
    return type.getPackageName().endsWith(".contract") && !type.getName().contains("Test");
  }

  private static boolean isIncubating(JavaClass type) {
    return type.isAnnotatedWith(Incubating.class)
        || type.getPackage().isAnnotatedWith(Incubating.class)
        || type.getEnclosingClass().filter(ApiTest::isIncubating).isPresent();
  }

  private static boolean isPublic(JavaClass type) {
    Optional<JavaClass> enclosing = type.getEnclosingClass();
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && (enclosing.isEmpty() || isPublic(enclosing.get()));
  }

  private static void add(Class<?> type, boolean incubating, SortedSet<String> signatures) {
    String name = type.getCanonicalName();
    if (name == null) {
      return;
    }
    signatures.add(
        "%s: %s%s%s".formatted(name, declaration(type), bounds(type), incubating ? MARK : ""));
    for (Field field : type.getDeclaredFields()) {
      if (isUsable(field)) {
        signatures.add(
            "%s.%s: %s%s"
                .formatted(name, field.getName(), isStatic(field), name(field.getGenericType())));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isUsable(constructor)) {
        signatures.add(
            "%s.new%s(%s)%s"
                .formatted(
                    name, bounds(constructor), parameters(constructor), exceptions(constructor)));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isUsable(method) && !method.isBridge() && !OF_ALL.contains(method.getName())) {
        signatures.add(
            "%s.%s%s(%s): %s%s%s"
                .formatted(
                    name,
                    method.getName(),
                    bounds(method),
                    parameters(method),
                    isStatic(method),
                    name(method.getGenericReturnType()),
                    exceptions(method)));
      }
    }
  }

  private static String declaration(Class<?> type) {
    StringJoiner words = new StringJoiner(" ");
    if (type.isAnnotation()) {
      words.add("annotation");
    } else if (type.isInterface()) {
      words.add(type.isSealed() ? "sealed interface" : "interface");
    } else if (type.isEnum()) {
      words.add("enum");
    } else if (type.isRecord()) {
      words.add("record");
    } else {
      words.add(Modifier.isAbstract(type.getModifiers()) ? "abstract class" : "class");
      Class<?> parent = type.getSuperclass();
      if (parent != null && parent != Object.class) {
        words.add("extends " + name(type.getGenericSuperclass()));
      }
    }
    String interfaces = names(type.getGenericInterfaces(), ", ");
    return interfaces.isEmpty() ? words.toString() : words + " is " + interfaces;
  }

  private static boolean isUsable(Member member) {
    return !member.isSynthetic()
        && (Modifier.isPublic(member.getModifiers())
            || Modifier.isProtected(member.getModifiers()));
  }

  private static String isStatic(Member member) {
    return Modifier.isStatic(member.getModifiers()) ? "static " : "";
  }

  private static String parameters(Executable executable) {
    return Arrays.stream(executable.getGenericParameterTypes())
        .map(ApiTest::name)
        .collect(Collectors.joining(", "));
  }

  /** Returns the type variables of which not everything will do. */
  private static String bounds(GenericDeclaration declaration) {
    String bounded =
        Arrays.stream(declaration.getTypeParameters())
            .filter(each -> !List.of(each.getBounds()).equals(List.of(Object.class)))
            .map(each -> each + " extends " + names(each.getBounds(), " & "))
            .collect(Collectors.joining(", "));
    return bounded.isEmpty() ? "" : "<%s>".formatted(bounded);
  }

  private static String exceptions(Executable executable) {
    Type[] thrown = executable.getGenericExceptionTypes();
    return thrown.length == 0 ? "" : " throws " + names(thrown, ", ");
  }

  private static String names(Type[] types, String between) {
    return Arrays.stream(types).map(ApiTest::name).sorted().collect(Collectors.joining(between));
  }

  /** Returns a type's name without the packages of Java's own that everybody knows. */
  private static String name(Type type) {
    return type.getTypeName().replaceAll("java\\.(lang|util\\.function|util|nio\\.file|io)\\.", "");
  }
}
