package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What programs can use of each artifact: the signatures of its public types, sorted, in a file
 * that shows what a change does to them. {@code -Drein4j.update=true} writes the files anew.
 */
class ApiTest {

  private static final Set<String> OF_ALL = Set.of("equals", "hashCode", "toString");

  private static final Path FILES = Path.of("test/resources/io/rein4j/api");

  @ParameterizedTest
  @CsvSource({
    "envs, io.rein4j.env.Env",
    "agents, io.rein4j.clip.ClippingStage",
    "program, io.rein4j.run.Run",
  })
  void signatures_ofAnArtifact_areThoseOfItsFile(String artifact, String oneOfIt)
      throws IOException, ClassNotFoundException {
    Path file = FILES.resolve(artifact + ".txt");
    String found = String.join("\n", signatures(Class.forName(oneOfIt))) + "\n";
    if (Boolean.getBoolean("rein4j.update")) {
      Files.writeString(file, found);
    }
    assertThat(found)
        .as("The API of %s has changed; -Drein4j.update=true writes it down.", artifact)
        .isEqualTo(Files.readString(file));
  }

  private static SortedSet<String> signatures(Class<?> oneOfIt)
      throws IOException, ClassNotFoundException {
    SortedSet<String> signatures = new TreeSet<>();
    Path location = Path.of(oneOfIt.getProtectionDomain().getCodeSource().getLocation().getPath());
    ClassFileImporter importer =
        new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests());
    JavaClasses classes;
    if (Files.isDirectory(location)) {
      classes = importer.importPath(location);
    } else {
      try (JarFile jar = new JarFile(location.toFile())) {
        classes = importer.importJar(jar);
      }
    }
    for (JavaClass each : classes) {
      if (isPublic(each)) {
        add(Class.forName(each.getName()), signatures);
      }
    }
    return signatures;
  }

  private static boolean isPublic(JavaClass type) {
    Optional<JavaClass> enclosing = type.getEnclosingClass();
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && (enclosing.isEmpty() || isPublic(enclosing.get()));
  }

  private static void add(Class<?> type, SortedSet<String> signatures) {
    String name = type.getCanonicalName();
    if (name == null) {
      return;
    }
    signatures.add("%s: %s".formatted(name, declaration(type)));
    for (Field field : type.getDeclaredFields()) {
      if (isUsable(field)) {
        signatures.add(
            "%s.%s: %s%s"
                .formatted(name, field.getName(), isStatic(field), name(field.getGenericType())));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isUsable(constructor)) {
        signatures.add("%s.new(%s)".formatted(name, parameters(constructor)));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isUsable(method) && !method.isBridge() && !OF_ALL.contains(method.getName())) {
        signatures.add(
            "%s.%s(%s): %s%s"
                .formatted(
                    name,
                    method.getName(),
                    parameters(method),
                    isStatic(method),
                    name(method.getGenericReturnType())));
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
    String interfaces =
        Arrays.stream(type.getGenericInterfaces())
            .map(ApiTest::name)
            .sorted()
            .collect(Collectors.joining(", "));
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
    return List.of(executable.getGenericParameterTypes()).stream()
        .map(ApiTest::name)
        .collect(Collectors.joining(", "));
  }

  /** Returns a type's name without the packages of Java's own that everybody knows. */
  private static String name(Type type) {
    return type.getTypeName().replaceAll("java\\.(lang|util\\.function|util|nio\\.file|io)\\.", "");
  }
}
