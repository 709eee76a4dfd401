package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import io.rein4j.harness.Fuzz;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and senseless frames, sent to a server and to the process at the end of a pipe. */
@Tag("fuzz")
@RequiresPython(modules = "gymnasium")
class FramesFuzzTest {

  private static final String[] VALUES = {
    "null",
    "true",
    "[]",
    "{}",
    "0",
    "-1",
    "2.5",
    "1e999",
    "NaN",
    "\"x\"",
    "[1]",
    "{\"a\":1}",
    "18446744073709551616",
    "\"\\ud800\"",
    "\"CartPole-v1\"",
    "[".repeat(3000)
  };
  private static final String[] KEYS = {
    "env_id", "options", "settings", "lease", "seed", "flat", "count", "x"
  };
  private static final String[] SETTINGS = {
    "frame_skip",
    "resize",
    "grayscale",
    "no_op_start",
    "fire_on_reset",
    "action_mask",
    "episodic_life",
    "max_episode_steps",
    "reset_options"
  };

  /** Sends a frame and returns what is answered. */
  @FunctionalInterface
  private interface Far {
    byte[] ask(byte[] frame) throws IOException;
  }

  @Test
  void frames_toAServer_areAllAnswered(Python python) throws Exception {
    Duration time = Duration.ofSeconds(20);
    try (Serving server =
            Serving.start(
                PythonSetup.serverProgram(), python.executable(), Map.of(), "--lease", "5");
        GymHttpClient client =
            new GymHttpClient(
                new HttpWire(HttpWire.address(server.address()), time, true, null), time)) {
      run(
          "frames over HTTP",
          4000,
          frame -> {
            HttpAnswer answer =
                client.send(
                    "POST", "/v1/frames/", "application/octet-stream", frame, Repeat.FORBIDDEN);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.body();
          });
      assertThat(client.list()).isEmpty();
    }
  }

  @Test
  void frames_throughAPipe_areAllAnswered(Python python) throws Exception {
    Process bridge =
        new ProcessBuilder(python.executable(), PythonSetup.serverProgram().toString(), "bridge")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream questions = bridge.getOutputStream();
        DataInputStream answers = new DataInputStream(bridge.getInputStream())) {
      run(
          "frames through a pipe",
          1500,
          frame -> {
            byte[] length = new byte[4];
            ordered(length).putInt(frame.length);
            questions.write(length);
            questions.write(frame);
            questions.flush();
            byte[] mark = answers.readNBytes(4);
            if (frame.length > 1 && frame[0] == 0 && mark[0] == (byte) 0x89) {
              answers.skipNBytes(6);
              mark = answers.readNBytes(4);
            }
            return answers.readNBytes(ordered(mark).getInt());
          });
      assertThat(bridge.isAlive()).isTrue();
    } finally {
      bridge.destroyForcibly().onExit().join();
    }
  }

  private static void run(String name, int count, Far far) throws Exception {
    int[] handles = {make(far), make(far)};
    Fuzz.of(name, count)
        .run(
            random -> {
              byte[] frame = damaged(random, frame(random, handles));
              byte[] answer = far.ask(frame);
              if (answer[0] == 0) {
                if (frame[0] == 1) {
                  close(far, json(answer).path("handle").asInt());
                }
                return "answered";
              }
              JsonNode error = json(answer);
              String kind = error.path("kind").asText();
              assertThat(kind).isIn("request", "unknown", "environment", "limit");
              assertThat(error.path("message").asText())
                  .isNotEmpty()
                  .hasSizeLessThan(2100)
                  .doesNotContain("The server raised");
              return kind;
            });
    for (int handle : handles) {
      close(far, handle);
    }
  }

  private static ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode json(byte[] answer) throws IOException {
    return GymJson.READER.readTree(answer, 1, answer.length - 1);
  }

  private static int make(Far far) throws IOException {
    byte[] answer =
        far.ask(
            "\u0001{\"env_id\":\"CartPole-v1\",\"lease\":3600}"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(answer[0]).isZero();
    return json(answer).path("handle").asInt();
  }

  private static void close(Far far, int handle) throws IOException {
    byte[] close = new byte[9];
    ordered(close).put((byte) 4).putInt(1).putInt(handle);
    far.ask(close);
  }

  private static String pick(SplittableRandom random, String... from) {
    return from[random.nextInt(from.length)];
  }

  private static byte[] frame(SplittableRandom random, int[] handles) {
    return switch (random.nextInt(6)) {
      case 0 -> new byte[] {(byte) random.nextInt(256)};
      case 1, 2 -> make(random);
      case 3 -> {
        byte[] reset = new byte[5 + 24];
        ordered(reset)
            .put((byte) 2)
            .putInt(2)
            .putInt(handles[0])
            .putInt(handles[1])
            .putLong(random.nextLong())
            .putLong(-1);
        yield reset;
      }
      case 4 -> {
        byte[] step = new byte[9 + 16];
        ordered(step)
            .put((byte) 3)
            .putInt(1)
            .putInt(1)
            .putInt(handles[random.nextInt(2)])
            .putLong(random.nextInt(-3, 3))
            .putFloat(random.nextInt(4) / 2f);
        yield step;
      }
      default -> {
        byte[] render = new byte[5];
        ordered(render).put((byte) 5).putInt(handles[0]);
        yield render;
      }
    };
  }

  private static byte[] make(SplittableRandom random) {
    StringBuilder text = new StringBuilder("\u0001");
    if (random.nextInt(4) == 0) {
      text.append(pick(random, VALUES));
    } else {
      text.append("{\"env_id\":")
          .append(random.nextInt(4) == 0 ? pick(random, VALUES) : "\"CartPole-v1\"");
      for (int i = random.nextInt(3); i > 0; i--) {
        text.append(",\"").append(pick(random, KEYS)).append("\":").append(pick(random, VALUES));
      }
      if (random.nextBoolean()) {
        text.append(",\"settings\":{\"").append(pick(random, SETTINGS)).append("\":");
        text.append(pick(random, VALUES)).append('}');
      }
      text.append('}');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Changes, cuts off or adds some bytes of half the frames; a close of the two stays out. */
  private static byte[] damaged(SplittableRandom random, byte[] frame) {
    byte[] damaged = frame.clone();
    if (random.nextBoolean()) {
      return damaged;
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    damaged = Arrays.copyOf(damaged, Math.max(1, damaged.length + random.nextInt(-4, 5)));
    return damaged[0] == 4 ? frame : damaged;
  }
}
