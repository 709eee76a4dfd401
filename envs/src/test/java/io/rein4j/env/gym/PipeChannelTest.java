package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.harness.PythonEnvs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Children that are no Python, or of another release, and what is said of them. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(20)
class PipeChannelTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();
  private final List<String> printed = new CopyOnWriteArrayList<>();

  private PipeChannel channel(String script, Duration start) throws IOException {
    String python =
        PythonEnvs.script(folder.resolve("python"), "cd '%s'\n%s".formatted(folder, script));
    return new PipeChannel(
        python, folder.resolve("program.py"), SHORT, start, notices::add, printed::add);
  }

  private void answers(Bytes bytes) throws IOException {
    Files.write(folder.resolve("answers"), bytes.all());
  }

  private String refusal(String script, Duration start) throws IOException {
    try (PipeChannel channel = channel(script, start)) {
      assertThatThrownBy(channel::open).isInstanceOf(GymException.class);
      try {
        channel.open();
        throw new AssertionError("It opened the second time.");
      } catch (GymException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  @Test
  void open_processOfAnOlderRelease_isSpokenToAsBefore() throws IOException {
    answers(Bytes.none().json(Bytes.OLD_HELLO).json(Bytes.MADE).frame(reset()));
    try (PipeChannel channel = channel("cat answers; exec cat > asked", LONG)) {
      FrameEnv remote = new FrameEnv(channel, new byte[] {'{', '}'}, false);
      float[] observation = new float[3];
      remote.reset(7, observation, 0);
      assertThat(observation).containsExactly(0.25f, -0.5f, 1);
      assertThat(channel.greeting().has(Capability.AUTORESET)).isTrue();
    }
    assertThat(notices).isEmpty();
    // What it does not know, the body of the first message, it does not look at.
    assertThat(Files.readAllBytes(folder.resolve("asked")))
        .startsWith(Bytes.none().u32(5).raw((byte) 0).u32(1).all());
  }

  private static byte[] reset() {
    return Bytes.none().raw((byte) 0).f32(0.25f, -0.5f, 1).all();
  }

  @Test
  void open_lineBeforeTheGreeting_isSkippedAndTold() throws IOException {
    answers(Bytes.none().mark().json(Bytes.OLD_HELLO));
    try (PipeChannel channel =
        channel("printf 'activating \\033[31m\\nenv\\n'; cat answers; exec cat > asked", LONG)) {
      channel.open();
      assertThat(notices)
          .containsExactly(
              channel.name()
                  + " printed 'activating \\x1b[31m env' on standard output before it was asked;"
                  + " that is skipped.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo activating                | printed 'activating' on standard output before it was asked, and ended with exit code 0.
          echo hi; echo Why. >&2; exit 3 | printed 'hi' on standard output before it was asked, and ended with exit code 3, after saying: Why.
          exec yes                       | on standard output before it was asked, and did not stop, and was ended.
          exec cat /dev/zero             | on standard output before it was asked, and did not stop, and was ended.
          kill -9 $$                     | was ended by signal 9.
          exec >&-; exec sleep 100       | closed its end of the pipe without a whole answer, and was ended.
          """)
  void open_childThatDoesNotGreet_isToldAtOnce(String script, String how) throws IOException {
    assertThat(refusal(script, LONG)).startsWith("The Python process ").endsWith(how);
  }

  @Test
  void open_childThatEchoes_isNotTakenForPython() throws IOException {
    Files.writeString(folder.resolve("program.py"), "# \\x89Rein4J\\r\\n\\x1a\\n\n");
    assertThat(refusal("exec cat \"$@\"", LONG))
        .contains(
            "printed '# \\x89Rein4J", "and ended with exit code 1, after saying: cat: bridge: ");
    assertThat(refusal("exec cat", SHORT)).contains("before it was asked, and did not answer");
  }

  @ParameterizedTest
  @CsvSource({"exec sleep 100", "sleep 100"})
  void open_childThatHangs_isEndedAfterTheTimeThatIsTold(String script) throws IOException {
    // Also where a script has started what hangs.
    long start = System.nanoTime();
    assertThat(refusal(script, Duration.ofMillis(300)))
        .endsWith("did not answer within 0.7 s and was ended.");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG.dividedBy(2));
  }

  @Test
  void open_greetingThatIsTooLong_isRefused() throws IOException {
    answers(Bytes.none().mark().u32(1L << 31));
    assertThat(refusal("cat answers; exec cat > asked", LONG))
        .endsWith(
            "announced an answer of 2147483648 bytes, where there are from 1 to 65536, and was"
                + " ended.");
    answers(Bytes.none().mark().json("nothing"));
    assertThat(refusal("cat answers; exec cat > asked", LONG))
        .endsWith("answered with what is not JSON.");
  }

  @Test
  void open_complaintWithoutAnEnd_isCut() throws IOException {
    assertThat(refusal("head -c 20000000 /dev/zero | tr '\\0' x >&2; exit 3", LONG))
        .contains("ended with exit code 3, after saying: xxxx")
        .hasSizeLessThan(1000);
    assertThat(printed).as("what is told in the error").isEmpty();
  }

  @Test
  void open_complaintsOfAProcessThatGreets_areHandedOnLineByLine() throws IOException {
    answers(Bytes.none().mark().json(Bytes.OLD_HELLO));
    String after = "printf ' 10%%\\r 90%%\\r100%%\\r\\nlast\\n%0500d\\n' 0 >&2";
    try (PipeChannel channel =
        channel("echo early >&2; cat answers; %s; exec cat > asked".formatted(after), LONG)) {
      channel.open();
    }
    assertThat(printed).containsExactly("early", "100%", "last", "0".repeat(400) + "...");
  }

  @Test
  void receive_answersThatNoMessageHas_areToldAsSuch() throws IOException {
    Bytes made = Bytes.none().mark().json(Bytes.OLD_HELLO).json(Bytes.MADE);
    answers(made.frame((byte) 0, (byte) 1));
    try (PipeChannel channel = channel("cat answers; exec cat > asked", LONG)) {
      FrameEnv remote = new FrameEnv(channel, new byte[] {'{', '}'}, false);
      assertThatThrownBy(() -> remote.reset(7, new float[3], 0))
          .isInstanceOf(GymException.class)
          .hasMessage(channel.name() + " answered a reset with 2 bytes, where 13 belong.");
    }
    answers(Bytes.none().mark().json(Bytes.OLD_HELLO).json(Bytes.MADE).u32(1L << 30));
    try (PipeChannel channel = channel("cat answers; exec cat > asked", LONG)) {
      FrameEnv remote = new FrameEnv(channel, new byte[] {'{', '}'}, false);
      assertThatThrownBy(() -> remote.reset(7, new float[3], 0))
          .isInstanceOf(LostException.class)
          .hasMessageContaining(
              "announced an answer of 1073741824 bytes, where there are from 1 to 13");
    }
  }
}
