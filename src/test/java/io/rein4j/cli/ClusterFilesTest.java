package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParseResult;

/**
 * The files that share a study among the machines of a cluster start the program with arguments
 * that it takes. There is no cluster here to try them on.
 */
class ClusterFilesTest {

  private static final Path STUDIES = Path.of("..", "configs", "studies").toAbsolutePath();

  @TempDir Path folder;

  private static ParseResult joined(List<String> arguments) {
    ParseResult parsed =
        Main.program(Catalog.standard()).parseArgs(arguments.toArray(String[]::new)).subcommand();
    assertThat(parsed.commandSpec().name()).isEqualTo("compare");
    assertThat(parsed.<Boolean>matchedOptionValue("--join", false)).isTrue();
    assertThat(parsed.<Integer>matchedOptionValue("--workers", 0)).isEqualTo(4);
    return parsed;
  }

  /** Runs the script where the program is one that writes its arguments down, a line each. */
  private int slurm(List<String> arguments) throws Exception {
    Path program = Files.writeString(folder.resolve("rein4j"), "#!/bin/sh\nprintf '%s\\n' \"$@\"");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of("bash", STUDIES.resolve("slurm.sh").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile());
    builder.environment().put("SLURM_SUBMIT_DIR", folder.toString());
    builder.environment().put("SLURM_CPUS_PER_TASK", "4");
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void slurm_study_joinsItWithTheCoresOfTheTask() throws Exception {
    assertThat(slurm(List.of("my study.yaml", "/shared/my runs"))).isZero();
    ParseResult parsed = joined(Files.readAllLines(folder.resolve("out.txt")));
    assertThat(parsed.<Path>matchedPositionalValue(0, folder)).isEqualTo(Path.of("my study.yaml"));
    assertThat(parsed.<Path>matchedOptionValue("--out", folder))
        .isEqualTo(Path.of("/shared/my runs"));

    assertThat(slurm(List.of("study.yaml"))).isZero();
    parsed = joined(Files.readAllLines(folder.resolve("out.txt")));
    assertThat(parsed.<Path>matchedOptionValue("--out", folder)).isEqualTo(Path.of("runs"));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void slurm_noStudy_saysSo() throws Exception {
    assertThat(slurm(List.of())).isNotZero();
    assertThat(folder.resolve("out.txt")).content().contains("the study is missing");
  }

  /** Slurm reads its options before the first command only. */
  @Test
  void slurm_options_comeFirst() throws IOException {
    List<String> lines = Files.readAllLines(STUDIES.resolve("slurm.sh"));
    int commands = 0;
    while (lines.get(commands).isEmpty() || lines.get(commands).startsWith("#")) {
      commands++;
    }
    assertThat(lines.subList(0, commands)).anyMatch(line -> line.startsWith("#SBATCH --array="));
    assertThat(lines.subList(commands, lines.size())).noneMatch(line -> line.contains("#SBATCH"));
  }

  @Test
  void kubernetes_job_joinsAStudyThatIsThere() throws IOException {
    JsonNode job =
        new YAMLMapper().readTree(STUDIES.resolve("kubernetes").resolve("job.yaml").toFile());
    assertThat(job.path("kind").asText()).isEqualTo("Job");
    JsonNode pod = job.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    List<String> command =
        Arrays.asList(new YAMLMapper().convertValue(container.path("command"), String[].class));
    assertThat(command.get(0)).isEqualTo("./rein4j");

    ParseResult parsed = joined(command.subList(1, command.size()));

    assertThat(Path.of("..").resolve(parsed.<Path>matchedPositionalValue(0, folder))).exists();
    String volume = container.at("/volumeMounts/0/name").asText();
    assertThat(pod.at("/volumes/0/name").asText()).isEqualTo(volume);
    Path mounted = Path.of(container.at("/volumeMounts/0/mountPath").asText());
    assertThat(parsed.<Path>matchedOptionValue("--out", folder)).startsWithRaw(mounted);
    assertThat(Path.of(container.path("workingDir").asText())).startsWithRaw(mounted);
    // Only pods that are never restarted in place may have rules for their failures.
    assertThat(pod.path("restartPolicy").asText()).isEqualTo("Never");
    // A passing failure of the volume ends a pod with 2, as wrong input does: neither ends all
    // pods.
    assertThat(job.at("/spec/podFailurePolicy/rules").findValuesAsText("action"))
        .containsExactly("Ignore");
    assertThat(job.at("/spec/completionMode").asText()).isEqualTo("Indexed");
    assertThat(job.at("/spec/backoffLimitPerIndex").asInt()).isPositive();
  }
}
