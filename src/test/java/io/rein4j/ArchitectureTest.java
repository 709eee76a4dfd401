package io.rein4j;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the house: which room may know which, and what belongs to one room alone. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("io/rein4j/harness/"))
          .withImportOption(location -> !location.contains("/contract/"))
          .importPackages("io.rein4j");

  /**
   * What each room may know besides the JDK and the annotations that compilers read: other rooms,
   * with what those may know in turn, and libraries, which are not handed on. What configs choose
   * from comes out of the catalog, so {@code config} knows none of it.
   */
  private static final List<Room> ROOMS =
      List.of(
          room("api"),
          room("state"),
          room("random").knows("state"),
          room("settings"),
          room("text"),
          room("catalog").knows("settings"),
          room("env").knows("random", "catalog", "text"),
          room("env.draw").knows("env"),
          room("env.classic").knows("env.draw"),
          room("env.toytext").knows("env.draw"),
          room("env.box2d").knows("env.draw").uses("org.jbox2d"),
          room("env.wrap").knows("env"),
          room("env.gym").knows("env").uses("com.fasterxml.jackson", "javax.imageio"),
          room("env.source").knows("env.wrap", "env.gym"),
          room("schedule").knows("settings"),
          room("math"),
          room("clip").knows("schedule", "state", "math"),
          room("nn.model").knows("math"),
          room("nn").knows("clip", "random", "math", "nn.model").uses("org.bytedeco", "org.nd4j"),
          room("optim").knows("clip", "schedule", "nn"),
          room("policy").knows("nn", "env.wrap"),
          room("agent").knows("env.wrap", "nn", "optim", "policy").uses("org.nd4j"),
          room("agent.replay")
              .knows("agent", "schedule", "math")
              .but("nn", "nn.model", "optim", "clip", "policy"),
          room("agent.dqn").knows("agent", "agent.replay"),
          room("agent.offpolicy").knows("agent", "agent.replay"),
          room("agent.pg").knows("agent"),
          room("dl4j")
              .knows("agent.dqn", "agent.pg")
              .uses("io.jhdf", "org.bytedeco", "org.deeplearning4j", "org.nd4j"),
          room("rl4j")
              .knows("agent.dqn", "agent.pg", "dl4j")
              .uses("org.bytedeco", "org.deeplearning4j", "org.nd4j"),
          room("files"),
          room("config")
              .knows("catalog", "env.gym")
              .uses("com.fasterxml.jackson", "com.github.therapi"),
          room("train").knows("config", "files", "agent.replay", "env.source"),
          room("record").knows("train", "files").uses("com.fasterxml.jackson"),
          room("watch")
              .knows("train", "env.draw")
              .uses("javax.imageio", "javax.swing", "org.w3c.dom"),
          room("study.statistics").knows("random"),
          room("study.plan").knows("train", "record", "study.statistics"),
          room("study.run").knows("study.plan").uses("com.fasterxml.jackson"),
          room("study.run.spark").knows("study.run"),
          room("study.analysis").knows("study.plan", "study.statistics"),
          room("study.tables").knows("study.analysis", "study.run"),
          room("report")
              .knows("record", "study.analysis")
              .uses("com.fasterxml.jackson", "com.github.weisj", "javax.imageio"),
          room("run").knows("report", "export"),
          room("study").knows("study.run", "study.tables", "report"),
          room("export")
              .knows("record", "dl4j")
              .uses("com.fasterxml.jackson", "org.deeplearning4j", "org.nd4j"),
          room("cli")
              .knows("study", "study.run.spark", "export", "watch")
              .uses("com.fasterxml.jackson", "picocli"));

  /** Of nullness, on generated code, and of what may change. */
  private static final List<String> ANNOTATIONS =
      List.of("org.jspecify.annotations", "io.soabase.recordbuilder.core", "io.rein4j.api");

  private static final List<Law> LAWS =
      List.of(
          new Law(
              noClasses()
                  .that()
                  .resideOutsideOfPackage("io.rein4j.random")
                  .should()
                  .dependOnClassesThat()
                  .belongToAnyOf(Random.class, ThreadLocalRandom.class)
                  .orShould()
                  .callMethod(Math.class, "random")
                  .orShould()
                  .callMethod(StrictMath.class, "random")
                  .orShould()
                  .callMethod(RandomGenerator.class, "getDefault")
                  .orShould()
                  .callMethod(RandomGenerator.class, "of", String.class)
                  .orShould()
                  .callMethod(Collections.class, "shuffle", List.class)
                  .allowEmptyShould(true)
                  .because("one seed determines a run: every draw comes from a named stream"),
              List.of(
                  DrawsUnseeded.class,
                  DrawsFromAThread.class,
                  DrawsByMath.class,
                  DrawsByName.class,
                  Shuffles.class)),
          new Law(
              noClasses()
                  .that()
                  .resideOutsideOfPackage("io.rein4j.state")
                  .should()
                  .dependOnClassesThat()
                  .belongToAnyOf(DataInput.class, DataOutput.class)
                  .allowEmptyShould(true)
                  .because("state is named once, for writing and for reading"),
              List.of(WritesItself.class, ReadsItself.class)),
          new Law(
              noClasses()
                  .that()
                  .resideOutsideOfPackage("io.rein4j.cli")
                  .should()
                  .accessField(System.class, "out")
                  .orShould()
                  .accessField(System.class, "err")
                  .orShould()
                  .callMethod(System.class, "exit", int.class)
                  .orShould()
                  .callMethod(Runtime.class, "exit", int.class)
                  .orShould()
                  .callMethod(Runtime.class, "halt", int.class)
                  .orShould()
                  .callMethodWhere(target(name("printStackTrace")))
                  .allowEmptyShould(true)
                  .because("a library prints nothing and leaves exit codes to its caller"),
              List.of(
                  Prints.class,
                  Complains.class,
                  Exits.class,
                  Halts.class,
                  PrintsStackTraces.class)));

  @ParameterizedTest
  @MethodSource("rooms")
  void room_dependencies_areWhatItMayKnow(Room room) {
    classes()
        .that()
        .resideInAPackage(room.packageName())
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(room.allowed().toArray(String[]::new))
        .allowEmptyShould(true)
        .check(HOUSE);
  }

  @Test
  void packages_all_areRoomsOfTheHouse() {
    classes()
        .should()
        .resideInAnyPackage(ROOMS.stream().map(Room::packageName).toArray(String[]::new))
        .check(HOUSE);
  }

  @Test
  void packages_all_areFreeOfCycles() {
    slices().matching("io.rein4j.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void law_house_keepsIt(Law law) {
    law.rule().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void law_offenders_areAllFound(Law law) {
    for (Class<?> offender : law.offenders()) {
      assertThat(law.rule().evaluate(new ClassFileImporter().importClasses(offender)))
          .as(offender.getSimpleName())
          .matches(EvaluationResult::hasViolation);
    }
  }

  static List<Room> rooms() {
    return ROOMS;
  }

  static List<Law> laws() {
    return LAWS;
  }

  private static Room room(String name) {
    return new Room(name, List.of(), List.of(), List.of());
  }

  record Room(String name, List<String> rooms, List<String> libraries, List<String> hidden) {

    Room knows(String... names) {
      return new Room(name, List.of(names), libraries, hidden);
    }

    Room uses(String... packages) {
      return new Room(name, rooms, List.of(packages), hidden);
    }

    /** Rooms that it does not know although those that it knows do. */
    Room but(String... names) {
      return new Room(name, rooms, libraries, List.of(names));
    }

    String packageName() {
      return "io.rein4j." + name;
    }

    Set<String> allowed() {
      Set<String> allowed = new TreeSet<>(ANNOTATIONS);
      allowed.add("java..");
      libraries.forEach(library -> allowed.add(library + ".."));
      Queue<Room> known = new ArrayDeque<>(List.of(this));
      while (!known.isEmpty()) {
        Room next = known.remove();
        if (allowed.add(next.packageName())) {
          ROOMS.stream()
              .filter(room -> next.rooms().contains(room.name()))
              .filter(room -> !hidden.contains(room.name()))
              .forEach(known::add);
        }
      }
      return allowed;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  record Law(ArchRule rule, List<Class<?>> offenders) {}

  static final class DrawsUnseeded {
    double draw() {
      return new Random().nextDouble();
    }
  }

  static final class DrawsFromAThread {
    double draw() {
      return ThreadLocalRandom.current().nextDouble();
    }
  }

  static final class DrawsByMath {
    double draw() {
      return Math.random();
    }
  }

  static final class DrawsByName {
    double draw() {
      return RandomGenerator.of("L64X128MixRandom").nextDouble();
    }
  }

  static final class Shuffles {
    void shuffle(List<String> list) {
      Collections.shuffle(list);
    }
  }

  static final class WritesItself {
    void write(DataOutput out) throws IOException {
      out.writeInt(1);
    }
  }

  static final class ReadsItself {
    int read(DataInput in) throws IOException {
      return in.readInt();
    }
  }

  static final class Prints {
    void print() {
      System.out.println();
    }
  }

  static final class Complains {
    void print() {
      System.err.println();
    }
  }

  static final class Exits {
    void exit() {
      System.exit(1);
    }
  }

  static final class Halts {
    void halt() {
      Runtime.getRuntime().halt(1);
    }
  }

  static final class PrintsStackTraces {
    void print(IllegalStateException e) {
      e.printStackTrace();
    }
  }
}
