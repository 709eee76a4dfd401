package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Fuzz;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Run folders that were damaged, edited, moved and linked, and what the program makes of them:
 * whatever it is, it says so, leaves everything outside the folder alone, and leaves a folder that
 * it refuses to go on with as it was.
 */
@Tag("fuzz")
@EnabledOnOs({OS.LINUX, OS.MAC})
class RunFolderFuzzTest {

  private static final List<String> AGENTS = List.of("ppo", "dqn");

  /** Numbers that lengths, counts and sizes are not. */
  private static final int[] ODD = {-1, 0, 1, 2, 255, 65_536, 1 << 28, Integer.MAX_VALUE, -65_536};

  @TempDir static Path temporary;
  private static final Map<String, Path> ORIGINALS = new TreeMap<>();

  /** A run of each agent that was stopped halfway, and one that has ended. */
  @BeforeAll
  static void train() throws IOException {
    for (String agent : AGENTS) {
      for (boolean whole : new boolean[] {false, true}) {
        RunConfig config =
            SmallRuns.config(
                temporary, SmallRuns.yaml(agent), "training.steps=700", "evaluation.every=300");
        RunFolder folder =
            SmallRuns.folder(temporary.resolve("originals-" + agent + "-" + whole), config);
        RunListener stop =
            new RunListener() {
              @Override
              public void evaluated(EvaluationRecord evaluation) {
                if (!whole) {
                  throw new IllegalStateException("stopped");
                }
              }
            };
        try {
          SmallRuns.train(config, folder, stop);
        } catch (IllegalStateException e) {
          assertThat(e).hasMessage("stopped");
        }
        assertThat(folder.checkpointsNewestFirst()).isNotEmpty();
        ORIGINALS.put(agent + (whole ? " whole" : " stopped"), folder.root());
      }
    }
  }

  @Test
  void resume_damagedCheckpoint_fallsBackOrIsRefused() throws InterruptedException {
    Fuzz.of("checkpoints", 400)
        .run(
            random -> {
              Path run = copy(original(random, " stopped"));
              List<Path> checkpoints = files(run.resolve("checkpoints"));
              Path checkpoint = checkpoints.get(random.nextInt(checkpoints.size()));
              Files.write(checkpoint, damaged(Files.readAllBytes(checkpoint), random));
              return tried(run, random.nextInt(4) == 0 ? "eval" : "train");
            });
  }

  @Test
  void anyCommand_changedRunFolder_isDoneOrRefused() throws InterruptedException {
    Fuzz.of("run folders", 400)
        .run(
            random -> {
              Path run = copy(original(random, random.nextBoolean() ? " stopped" : " whole"));
              for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                change(run, random);
              }
              String[] commands = {"train", "train", "eval", "report", "export"};
              return tried(run, commands[random.nextInt(commands.length)]);
            });
  }

  private static Path original(SplittableRandom random, String state) {
    String agent = AGENTS.get(random.nextInt(AGENTS.size()));
    Path found = ORIGINALS.get(agent + state);
    return java.util.Objects.requireNonNull(found);
  }

  /** Copies a run beside files that are none of it. */
  private static Path copy(Path original) throws IOException {
    Path place = Files.createTempDirectory(temporary, "trial");
    Path outside = Files.createDirectory(place.resolve("outside"));
    Files.writeString(outside.resolve("victim.txt"), "none of the program's business\n".repeat(9));
    Files.writeString(outside.resolve("victim.csv"), "a,b\n1,2\n");
    Files.createDirectory(outside.resolve("folder"));
    Files.writeString(outside.resolve("folder").resolve("000000000440.ckpt"), "not a checkpoint");
    Path run = place.resolve("run");
    try (Stream<Path> walk = Files.walk(original)) {
      for (Path file : walk.toList()) {
        Files.copy(file, run.resolve(original.relativize(file).toString()));
      }
    }
    return run;
  }

  /** Runs a command on a run folder; returns how it ended. */
  private static String tried(Path run, String command) throws IOException {
    Path place = java.util.Objects.requireNonNull(run.getParent());
    Path outside = place.resolve("outside");
    Map<String, String> before = contents(outside);
    Map<String, String> runBefore = contents(run);
    Program program =
        switch (command) {
          case "train" -> Program.run("train", "--resume", run);
          case "eval" -> Program.run("eval", run, "--episodes", 1);
          case "report" -> Program.run("report", run);
          default -> Program.run("export", run, "--format", "onnx");
        };
    String ended = program.ended();
    assertThat(contents(outside)).as("outside the run, %s", program.err()).isEqualTo(before);
    try (Stream<Path> beside = Files.list(place)) {
      assertThat(beside.map(path -> path.getFileName().toString()))
          .as("beside the run, %s", program.err())
          .isSubsetOf("outside", "run");
    }
    if (command.equals("train") && program.exit() != 0) {
      Map<String, String> after = contents(run);
      after.remove("run.lock");
      runBefore.remove("run.lock");
      assertThat(after).as("refused with: %s", program.err()).isEqualTo(runBefore);
    }
    delete(place);
    return command + " " + ended;
  }

  /** What is in a folder, by name: files with their bytes, links with where they lead. */
  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return contents;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.toList()) {
        String name = root.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          contents.put(name, "-> " + Files.readSymbolicLink(file));
        } else if (Files.isDirectory(file)) {
          contents.put(name, "folder");
        } else {
          byte[] bytes = Files.readAllBytes(file);
          contents.put(name, bytes.length + " bytes, " + Arrays.hashCode(bytes));
        }
      }
    }
    return contents;
  }

  private static void delete(Path root) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** The files of a folder by name, those of its folders too. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** A checkpoint with some bytes changed, half of the time under a checksum that fits them. */
  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      damaged = changed(damaged, random);
    }
    if (random.nextBoolean() && damaged.length >= 2 * Integer.BYTES) {
      int end = damaged.length - Integer.BYTES;
      CRC32C crc = new CRC32C();
      crc.update(damaged, 0, end);
      ByteBuffer.wrap(damaged).putInt(end, (int) crc.getValue());
    }
    return damaged;
  }

  private static byte[] changed(byte[] bytes, SplittableRandom random) {
    if (bytes.length < 64) {
      return bytes;
    }
    // The head and the ends of sections are where numbers are lengths.
    int at = random.nextInt(random.nextBoolean() ? Math.min(400, bytes.length) : bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        if (at + Integer.BYTES <= bytes.length) {
          ByteBuffer.wrap(bytes).putInt(at, ODD[random.nextInt(ODD.length)]);
        }
      }
      case 3 ->
          Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(64)), (byte) 0);
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        int length = 1 + random.nextInt(32);
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  /** Changes something about a run's files. */
  private static void change(Path run, SplittableRandom random) throws IOException {
    List<Path> files = files(run);
    if (files.isEmpty()) {
      return;
    }
    Path file = files.get(random.nextInt(files.size()));
    Path outside = java.util.Objects.requireNonNull(run.getParent()).resolve("outside");
    Path[] targets = {
      outside.resolve("victim.txt"),
      outside.resolve("victim.csv"),
      outside.resolve("folder"),
      outside.resolve("nothing"),
      file
    };
    switch (random.nextInt(12)) {
      case 0 -> Files.write(file, new byte[0]);
      case 1 -> Files.delete(file);
      case 2 -> {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      }
      case 3 -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
      case 4, 5 -> {
        Files.delete(file);
        Files.createSymbolicLink(file, targets[random.nextInt(targets.length)]);
      }
      case 6 -> {
        Path other = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(other);
        Files.write(file, bytes);
      }
      case 7 -> {
        Path checkpoints = run.resolve("checkpoints");
        if (Files.isDirectory(checkpoints) && !Files.isSymbolicLink(checkpoints)) {
          delete(checkpoints);
          Files.createSymbolicLink(checkpoints, outside.resolve("folder"));
        }
      }
      case 8 -> {
        Path lock = run.resolve("run.lock");
        boolean folder = random.nextBoolean();
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
          return;
        }
        if (folder) {
          Files.createDirectory(lock);
        } else {
          Files.createSymbolicLink(lock, targets[random.nextInt(4)]);
        }
      }
      case 9 -> Files.move(file, file.resolveSibling("moved-" + file.getFileName()));
      default -> {
        if (file.toString().endsWith(".ckpt")) {
          Files.write(file, damaged(Files.readAllBytes(file), random));
        } else {
          edit(file, random);
        }
      }
    }
  }

  /** Edits a text file as people and programs do; a config's numbers stay, for they cost time. */
  private static void edit(Path file, SplittableRandom random) throws IOException {
    List<String> lines =
        new ArrayList<>(Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList());
    if (lines.isEmpty()) {
      return;
    }
    boolean config = file.endsWith("config.yaml");
    int at = random.nextInt(lines.size());
    String separator = "\n";
    switch (random.nextInt(9)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> separator = "\r\n";
      case 3 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      case 4 -> lines.set(at, config ? "gamma: x" : lines.get(at).replaceFirst("[0-9]", "7"));
      case 5 -> lines.set(at, "[".repeat(2_000));
      case 6 -> lines.set(at, "\u0000\u001b[31m\u00ff\u00fe");
      case 7 -> lines.set(at, config ? "agent: [" : "9".repeat(1_200) + ",NaN,Infinity,-0");
      default -> lines.set(at, lines.get(at).replaceFirst("\\p{Alpha}+", "\u00e9\"'{}:,"));
    }
    Files.writeString(file, String.join(separator, lines) + separator, StandardCharsets.ISO_8859_1);
  }
}
