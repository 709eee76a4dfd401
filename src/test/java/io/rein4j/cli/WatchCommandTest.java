package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.train.SmallRuns;
import java.awt.GraphicsEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchCommandTest {

  @TempDir static Path folder;

  private static Path dqn = Path.of("");
  private static Path ppo = Path.of("");
  private static Path recorded = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    dqn = train("dqn", "dqn");
    ppo = train("ppo", "ppo");
    recorded = train("ppo", "recorded", "--record", "every=1_500");
  }

  private static Path train(String agent, String name, Object... more) throws IOException {
    Path config = Files.writeString(folder.resolve(name + ".yaml"), SmallRuns.yaml(agent));
    Path runs = Files.createDirectory(folder.resolve(name));
    List<Object> command = new ArrayList<>(List.of("train", config, "--out", runs));
    command.addAll(List.of(more));
    Program program = Program.run(command.toArray());
    assertThat(program.exit()).as(program.err()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.findFirst().orElseThrow();
    }
  }

  @Test
  void watch_ofARun_playsTheEpisodesOfTheEvaluation() throws IOException {
    Path film = folder.resolve("play.gif");

    Program watched = Program.run("watch", dqn, "--out", film, "--episodes", 2, "--seed", 3);

    assertThat(watched.err()).isEmpty();
    assertThat(watched.exit()).isZero();
    JsonNode evaluated =
        new JsonMapper()
            .readTree(Program.run("eval", dqn, "--episodes", 2, "--seed", 3, "--json").out());
    assertThat(watched.out().lines().limit(2))
        .containsExactly(
            line(1, evaluated.at("/returns/0").asDouble()),
            line(2, evaluated.at("/returns/1").asDouble()));
    assertThat(watched.out()).contains("Film: " + film);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(
        new MemoryCacheImageInputStream(new ByteArrayInputStream(Files.readAllBytes(film))));
    assertThat(reader.getNumImages(true)).isGreaterThan(4);
    assertThat(reader.getWidth(0)).isEqualTo(600);
    assertThat(reader.getHeight(0)).isGreaterThan(400);
    reader.dispose();
  }

  private static String line(int episode, double reward) {
    return String.format(
        Locale.ROOT, "episode %s: return %.1f in %.0f steps", episode, reward, reward);
  }

  @Test
  void watch_twice_writesTheSameBytes() throws IOException {
    Path film = folder.resolve("a.png");
    Path again = folder.resolve("b.png");

    Program.run("watch", ppo, "--out", film, "--sample");
    Program.run("watch", ppo, "--out", again, "--sample");

    assertThat(again).hasSameBinaryContentAs(film);
  }

  @Test
  void watch_sampled_isAnotherEpisode() throws IOException {
    String greedy = Program.run("watch", ppo, "--out", folder.resolve("c.gif")).out();
    String drawn = Program.run("watch", ppo, "--out", folder.resolve("d.gif"), "--sample").out();

    assertThat(drawn.lines().findFirst()).isNotEqualTo(greedy.lines().findFirst());
  }

  @Test
  void watch_checkpointOfAStep_isThatOne() throws IOException {
    String step;
    try (Stream<Path> files = Files.list(dqn.resolve("checkpoints"))) {
      step =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("[0-9]+\\.ckpt|.*[0-9]+\\.ckpt"))
              .map(name -> name.replaceAll("\\D", ""))
              .min(Comparator.comparing(Long::parseLong))
              .orElseThrow();
    }

    Program of = Program.run("watch", dqn, "--out", folder.resolve("e.gif"), "--checkpoint", step);
    Program none = Program.run("watch", dqn, "--out", folder.resolve("e.gif"), "--checkpoint", 7);

    assertThat(of.exit()).as(of.err()).isZero();
    Path last = folder.resolve("last.gif");
    assertThat(Program.run("watch", dqn, "--out", last).exit()).isZero();
    assertThat(Files.mismatch(folder.resolve("e.gif"), last)).as("another agent").isNotNegative();
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("There is no checkpoint").contains("the run keeps ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --out play.webm | says by its ending what is written
          --out /no/such/folder/play.gif | There is no folder '/no/such/folder' for the film.
          --out x.gif --checkpoint middle | is last, best or the step of a checkpoint
          --out x.gif --episodes 0 | '--episodes' must be 1 or larger
          --out x.gif --seed -1 | '--seed' must be 0 or larger
          --out x.gif --sample | no distribution to draw actions from
          """)
  void watch_badInput_isASentence(String options, String sentence) {
    List<Object> command = new ArrayList<>(List.of("watch", dqn));
    command.addAll(List.of(options.split(" ", -1)));

    Program program = Program.run(command.toArray());

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(sentence);
    assertThat(Path.of("x.gif")).doesNotExist();
  }

  @Test
  void watch_withoutADisplay_saysWhatToDo() {
    assumeTrue(
        GraphicsEnvironment.isHeadless(), "there is a display, on which a window would open");

    Program program = Program.run("watch", dqn);

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("no display").contains("--out play.gif");
  }

  @Test
  void watch_mp4WithoutItsProgram_saysWhatToInstall() {
    assumeTrue(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .noneMatch(path -> Files.isExecutable(Path.of(path, "ffmpeg"))),
        "there is ffmpeg");

    Program program = Program.run("watch", dqn, "--out", folder.resolve("play.mp4"));

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("ffmpeg").contains(".gif");
  }

  @Test
  void record_ofARun_changesNoByteOfItsRecord() {
    for (String file : List.of("episodes.csv", "updates.csv", "config.yaml")) {
      assertThat(recorded.resolve(file)).hasSameBinaryContentAs(ppo.resolve(file));
    }
    assertThat(parameters(recorded)).isEqualTo(parameters(ppo));
  }

  private static String parameters(Path run) {
    try {
      return new JsonMapper()
          .readTree(Files.readString(run.resolve("summary.json")))
          .path("parameters-sha256")
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void record_ofARun_keepsFirstBestAndLast() throws IOException {
    JsonNode summary =
        new JsonMapper().readTree(Files.readString(recorded.resolve("summary.json")));
    List<Long> steps;
    try (Stream<Path> films = Files.list(recorded.resolve("films"))) {
      steps =
          films
              .map(film -> Long.parseLong(film.getFileName().toString().replace(".gif", "")))
              .sorted()
              .toList();
    }

    assertThat(steps)
        .contains(800L)
        .contains(summary.at("/best_evaluation/step").asLong())
        .contains(summary.at("/final_evaluation/step").asLong());
    assertThat(ppo.resolve("films")).doesNotExist();
  }

  @Test
  void page_ofARecordedRun_showsItsFilms() throws IOException {
    String page = Files.readString(recorded.resolve("report.html"));
    String without = Files.readString(ppo.resolve("report.html"));

    assertThat(page)
        .contains("img-src data:")
        .contains("<h3>First")
        .contains("data:image/gif;base64,");
    assertThat(page.length() - without.length()).isBetween(1000, 2_000_000);
    assertThat(without).doesNotContain("img-src").doesNotContain("<img");
  }

  @ParameterizedTest
  @CsvSource({"50_000", "every=0", "every=often", "every="})
  void record_badInput_isASentence(String record) throws IOException {
    Path config = folder.resolve("dqn.yaml");
    Path runs = folder.resolve("none");

    Program program = Program.run("train", config, "--out", runs, "--record", record);

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("such as every=50_000");
    assertThat(runs).doesNotExist();
  }
}
