package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code rein4j}: what it says, and what it starts, which here is no JVM. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {

  /** Tells its environment and its arguments. */
  private static final String JAVA =
      """
      #!/bin/sh
      echo "LC_ALL=$LC_ALL"
      printf '%s\\n' "$@"
      """;

  @TempDir Path temporary;
  private Path home;

  /** A Rein4J that is built, in a folder that its users have called so. */
  @BeforeEach
  void install() throws IOException {
    jdk("17.0.9");
    home = Files.createDirectory(temporary.resolve("installed"));
    Files.copy(Path.of("../rein4j"), home.resolve("rein4j"));
    Files.createDirectories(home.resolve("src/target"));
    Files.createFile(home.resolve("src/target/rein4j.stamp"));
  }

  private void jdk(String version) throws IOException {
    Path bin = Files.createDirectories(temporary.resolve("jdk/bin"));
    Path java = Files.writeString(bin.resolve("java"), JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"%s\"%n".formatted(version));
  }

  /** Runs a line of the shell in the folder of Rein4J. */
  private Program shell(String line, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", temporary.resolve("jdk").toString());
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    return new Program(exit, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static List<String> lines(Program program) {
    assertThat(program.exit()).as(program.err()).isZero();
    return program.out().lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "train, Haswell, true",
    "compare, Zen, true",
    "bench, haswell, true",
    "train, SkylakeX, false",
    "train, SAPPHIRERAPIDS, false",
    "train, '', false",
    "eval, Haswell, false",
    "train --help, Haswell, false",
    "bench suite.yaml -h, Haswell, false"
  })
  void launch_blasKernelForced_saysSoWhereThatIsSlower(
      String command, String kernel, boolean slower) throws Exception {
    Path processors = Path.of("/proc/cpuinfo");
    boolean wide =
        Files.exists(processors)
            && Pattern.compile("avx512bw.*avx512vl").matcher(text(processors)).find();
    Program program = shell("./rein4j " + command, Map.of("OPENBLAS_CORETYPE", kernel));
    assertThat(String.join(" ", lines(program))).endsWith("io.rein4j.cli.Main " + command);
    assertThat(program.err())
        .isEqualTo(
            slower && wide
                ? ("rein4j: OPENBLAS_CORETYPE=%s forces slower linear algebra than this processor's"
                        + " own (AVX-512); without it training is faster, and a seed takes another"
                        + " path.%n")
                    .formatted(kernel)
                : "");
  }

  /** What is exported is what the user wants; a variable of the shell's own is not. */
  @ParameterizedTest
  @CsvSource({
    "unset COLUMNS, 47",
    "export COLUMNS=40, 40",
    "export COLUMNS=060, 60",
    "export COLUMNS=200, 200",
    "unset COLUMNS; COLUMNS=40, 47",
    "export COLUMNS=, 47",
    "export COLUMNS=0, 47",
    "export COLUMNS=-9, 47",
    "export COLUMNS=wide, 47",
    "export COLUMNS=99999999999999999999, 47"
  })
  @EnabledOnOs(OS.LINUX)
  void launch_onATerminal_tellsTheWidthThatIsWanted(String columns, int width) throws Exception {
    String line = "stty cols 47; %s; ./rein4j help".formatted(columns);
    Program program = shell("script -qec '%s' /dev/null </dev/null".formatted(line), Map.of());
    assertThat(lines(program))
        .contains("-Drein4j.terminal.columns=" + width, "-Drein4j.terminal.error-columns=" + width);
  }

  @ParameterizedTest
  @CsvSource({"./rein4j help 2>err, columns", "./rein4j help >out; cat out, error-columns"})
  @EnabledOnOs(OS.LINUX)
  void launch_oneOutputOnATerminal_tellsTheWidthOfThatAlone(String command, String told)
      throws Exception {
    String line = "stty cols 47; export COLUMNS=60; " + command;
    Program program = shell("script -qec '%s' /dev/null </dev/null".formatted(line), Map.of());
    assertThat(lines(program))
        .filteredOn(each -> each.contains("columns"))
        .containsExactly("-Drein4j.terminal.%s=60".formatted(told));
  }

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "C.UTF-8, C.UTF-8"})
  void launch_localeOfAscii_letsJavaNameEveryFile(String given, String chosen) throws Exception {
    // The shell names the folder: a JVM in such a locale could not.
    Program program =
        shell(
            "f=$(printf 'Pr\\303\\274f'); mkdir \"$f\"; cp -r rein4j src \"$f\"; cd \"$f\";"
                + " ./rein4j train",
            Map.of("LC_ALL", given));
    assertThat(program.err()).isEmpty();
    assertThat(lines(program))
        .contains("LC_ALL=" + chosen, "-Drein4j.home=" + home.toRealPath() + "/Prüf");
  }

  @ParameterizedTest
  @CsvSource({
    "./rein4j train, ./rein4j",
    "src/../rein4j train, src/../rein4j",
    "bash rein4j train, ./rein4j",
    "bash ./rein4j train, ./rein4j",
    "PATH=$PWD:$PATH; rein4j train, rein4j",
    "ln -s ../rein4j src/r4j; PATH=$PWD/src:$PATH; r4j train, r4j",
  })
  void launch_howeverItIsCalled_passesThatOn(String line, String command) throws Exception {
    assertThat(lines(shell(line, Map.of()))).contains("-Drein4j.command=" + command);
  }

  @Test
  void launch_noJavaOrAnOldOne_saysWhatIsNeeded() throws Exception {
    assertThat(shell("./rein4j train", Map.of("JAVA_HOME", "/nowhere")))
        .isEqualTo(
            new Program(
                1, "", "rein4j: JAVA_HOME is '/nowhere', but there is no 'bin/java' in it.\n"));
    jdk("11.0.1");
    assertThat(shell("./rein4j train", Map.of()).err())
        .startsWith("rein4j: Java 17 or newer is needed, but '")
        .endsWith("jdk/bin/java' is version 11.\n");
    Files.delete(temporary.resolve("jdk/release"));
    assertThat(shell("./rein4j train", Map.of()).err())
        .startsWith("rein4j: Java 17 or newer is needed, but '")
        .endsWith("jdk/bin/java' cannot be run, or does not say its version.\n");
  }

  @ParameterizedTest
  @CsvSource({"<&-, 0", ">&-, 1", "2>&-, 2"})
  @EnabledOnOs(OS.LINUX)
  void launch_descriptorThatIsClosed_isNoneThatJavaWouldReuse(String closed, int descriptor)
      throws Exception {
    Files.writeString(
        temporary.resolve("jdk/bin/java"),
        "#!/bin/sh\nexec 5>told\nto=$(readlink /proc/$$/fd/%s)\necho \"$to\" >&5\n"
                .formatted(descriptor)
            + "read -r line && echo read >&5\necho line || echo unwritten >&5\n");
    shell("echo a line | ./rein4j train 2>&1 " + closed, Map.of());
    assertThat(home.resolve("told"))
        .hasContent("/dev/null" + List.of("", "\nread\nunwritten", "\nread").get(descriptor));
  }

  @Test
  void launch_fewOpenFilesAllowed_namesTheLimitOrRaisesIt() throws Exception {
    Program refused = shell("ulimit -n 100; exec ./rein4j train", Map.of());
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo("rein4j: only 100 files may be open (ulimit -n), but Rein4J needs 128.\n");
    assertThat(shell("ulimit -S -n 100; exec ./rein4j train", Map.of()).err()).isEmpty();
  }

  @Test
  void launch_fewProcessesAllowed_namesTheLimit() throws Exception {
    Program program = shell("ulimit -u 20; exec ./rein4j train", Map.of());
    assertThat(program.exit()).isEqualTo(1);
    assertThat(program.err())
        .containsPattern(
            "rein4j: only (20|a few) processes may run \\(ulimit -u\\), but Rein4J needs 32\\.\n$");
  }
}
