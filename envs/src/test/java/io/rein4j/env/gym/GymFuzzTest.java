package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.Space;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.harness.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers and processes that answer nearly right. Whatever they do, it is told in a sentence,
 * before long, and without more memory than what they sent explains.
 */
@Tag("fuzz")
class GymFuzzTest {

  private static final double TIMEOUT = 0.2;
  private static final long MOST_MEMORY = 64L << 20;
  private static final GymSettings SETTINGS = settings(GymProtocol.AUTO);

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"x\"",
          "[]",
          "{}",
          "-1",
          "0",
          "1",
          "2.7",
          "1e400",
          "-1e-400",
          "NaN",
          "4294967298",
          "1099511627776",
          "9223372036854775808",
          "99999999999999999999999999",
          "[[[[]]]]",
          "[1,[2]]",
          "{\"a\":{}}",
          "\"\\u001b[31m\\u0000\\n\\u202e\"",
          "\"\"");

  @TempDir Path folder;

  private static GymSettings settings(GymProtocol protocol) {
    return GymSettings.builder().protocol(protocol).timeout(TIMEOUT).restarts(1).build();
  }

  /** What acts on environments as training does. */
  private interface Talk {
    void run() throws IOException;
  }

  /** Returns how a talk ended, and throws if that is not as it must be. */
  private static String ended(Talk talk, List<String> notices, long sent) throws IOException {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    String how = "nothing noticed";
    try {
      talk.run();
    } catch (UncheckedIOException e) {
      how = refused(Objects.requireNonNull(e.getCause()));
    } catch (IOException | IllegalArgumentException e) {
      how = refused(e);
    }
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(taken).as("memory").isLessThan(MOST_MEMORY + 100 * sent);
    notices.forEach(GymFuzzTest::requireSentence);
    return notices.isEmpty() ? how : how + ", after a loss";
  }

  private static String refused(Exception e) {
    if (!(e instanceof GymException || e instanceof IllegalArgumentException)) {
      throw new AssertionError("No exception of this package", e);
    }
    requireSentence(String.valueOf(e.getMessage()));
    return e instanceof IllegalArgumentException ? "wrong input" : "refused";
  }

  private static void requireSentence(String text) {
    assertThat(text)
        .isNotBlank()
        .hasSizeLessThan(6000)
        .doesNotContain("jackson", "Exception", "java.", "REDACTED", "found .", "of null")
        .matches("\\P{Cntrl}*");
  }

  private static void train(GymHost host) throws IOException {
    List<GymEnv> envs = List.of(host.make("A-v0", Map.of()), host.make("A-v0", Map.of()));
    train(
        envs, new SyncVectorEnv(envs, (env, episode) -> episode, host.together(envs).orElse(null)));
  }

  private static void train(List<GymEnv> envs, SyncVectorEnv vector) throws IOException {
    try (vector) {
      vector.reset();
      float[] actions = new float[envs.get(0).actionSpace().size() * envs.size()];
      Space space = envs.get(0).actionSpace();
      for (int step = 0; step < 4; step++) {
        if (space.contains(actions, 0)) {
          vector.step(actions);
        }
      }
    }
  }

  /** The right answers of a server to what {@link #train} asks. */
  private static byte[] right(String path, byte[] body, int step) {
    String said = new String(body, StandardCharsets.ISO_8859_1);
    if (path.equals("/v1/health")) {
      return RawServer.json(Bytes.OLD_HELLO);
    }
    if (path.equals("/v1/frames/")) {
      return RawServer.frame(Bytes.none().raw(rightFrame(body, step)));
    }
    if (path.equals("/v1/envs/")) {
      return RawServer.json("{\"instance_id\":\"1d5765f4\"}");
    }
    if (path.endsWith("action_space/")) {
      return RawServer.json("{\"info\":{\"name\":\"Discrete\",\"n\":2}}");
    }
    if (path.endsWith("observation_space/")) {
      return RawServer.json(
          "{\"info\":{\"name\":\"Box\",\"shape\":[3],\"low\":[-1,-1,-1],\"high\":[1,1,1]}}");
    }
    if (path.endsWith("reset/")) {
      return RawServer.json("{\"observation\":[0.5,0.25,%s]}".formatted(said.length() % 2));
    }
    if (path.endsWith("step/")) {
      return RawServer.json(
          "{\"observation\":[0.5,0.25,1],\"reward\":1.5,\"done\":%b,\"info\":{}}"
              .formatted(step % 3 == 2));
    }
    return RawServer.http("204 No Content", "text/html", new byte[0]);
  }

  private static byte[] rightFrame(byte[] asked, int step) {
    Bytes answer = Bytes.none().raw((byte) 0);
    return switch (asked.length == 0 ? -1 : asked[0]) {
      case FrameChannel.MAKE -> answer.text(Bytes.MADE).all();
      case FrameChannel.RESET -> answer.f32(0.5f, 0.25f, 1).all();
      case FrameChannel.STEP -> {
        int count = asked.length > 1 ? Math.max(1, Math.min(asked[1], 2)) : 1;
        boolean ends = count == 2 && step % 3 == 2;
        for (int i = 0; i < count; i++) {
          answer.f64(1.5);
        }
        for (int i = 0; i < count; i++) {
          answer.raw((byte) (ends ? 5 : 0));
        }
        yield answer.f32(new float[ends ? 6 * count : 3 * count]).all();
      }
      default -> answer.all();
    };
  }

  /** Returns bytes that are nearly those that are given. */
  private static byte[] damaged(byte[] right, SplittableRandom random) {
    byte[] bytes = right.clone();
    int at = random.nextInt(bytes.length + 1);
    switch (random.nextInt(9)) {
      case 0 -> bytes = Arrays.copyOf(bytes, at);
      case 1 -> {
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        byte[] more = new byte[random.nextInt(3000)];
        random.nextBytes(more);
        bytes = joined(bytes, at, more, at);
      }
      case 3 ->
          bytes =
              joined(bytes, at, new byte[0], Math.min(bytes.length, at + 1 + random.nextInt(8)));
      case 4 -> bytes = joined(bytes, bytes.length, bytes, bytes.length);
      case 5 -> {
        byte[] flood = new byte[random.nextInt(300_000)];
        Arrays.fill(flood, (byte) "\0\n[{\"9< x\u001b".charAt(random.nextInt(10)));
        bytes = joined(bytes, at, flood, at);
      }
      default -> bytes = valueReplaced(bytes, random);
    }
    return bytes;
  }

  private static byte[] joined(byte[] from, int head, byte[] middle, int tail) {
    byte[] all = Arrays.copyOf(from, head + middle.length + from.length - tail);
    System.arraycopy(middle, 0, all, head, middle.length);
    System.arraycopy(from, tail, all, head + middle.length, from.length - tail);
    return all;
  }

  /** Puts another value where JSON has one; what is no JSON has digits and commas as well. */
  private static byte[] valueReplaced(byte[] bytes, SplittableRandom random) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == ':' || bytes[i] == '[' || bytes[i] == ',') {
        starts.add(i + 1);
      }
    }
    if (starts.isEmpty()) {
      return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
    }
    int start = starts.get(random.nextInt(starts.size()));
    int end = start;
    while (end < bytes.length && ",]}\r\n".indexOf(bytes[end]) < 0) {
      end++;
    }
    String value = VALUES.get(random.nextInt(VALUES.size()));
    return joined(bytes, start, value.getBytes(StandardCharsets.UTF_8), end);
  }

  /**
   * Returns whether an environment is to be made. That may take a minute more, so that an answer
   * which never ends is waited for longer than a trial may last.
   */
  private static boolean isMaking(String path, byte[] body) {
    return path.equals("/v1/envs/")
        || (path.equals("/v1/frames/") && body.length > 0 && body[0] == FrameChannel.MAKE);
  }

  /** Returns an answer whose head is right for its damaged body, or whose head is damaged too. */
  private static byte[] damagedAnswer(byte[] right, boolean making, SplittableRandom random) {
    String all = new String(right, StandardCharsets.ISO_8859_1);
    int body = all.indexOf("\r\n\r\n") + 4;
    if (random.nextInt(3) == 0 && !making) {
      return damaged(right, random);
    }
    byte[] content = damaged(Arrays.copyOfRange(right, body, right.length), random);
    String type = List.of("application/json", "text/html", "image/png").get(random.nextInt(3));
    String status =
        List.of("200 OK", "400 BAD", "500 INTERNAL SERVER ERROR", "204 NONE", "409 X", "301 Y")
            .get(Math.max(0, random.nextInt(12) - 6));
    return RawServer.http(status, type, content);
  }

  private static void serve(String name, GymProtocol protocol, int count)
      throws InterruptedException {
    Fuzz.of(name, count)
        .run(
            random -> {
              int[] asked = {0};
              long[] sent = {0};
              int healthy = random.nextInt(16);
              SplittableRandom answers = random.split();
              RawServer.Responder responder =
                  (path, body) -> {
                    synchronized (asked) {
                      int step = asked[0]++;
                      byte[] right = right(path, body, step);
                      if (step < healthy || answers.nextInt(3) > 0) {
                        return right;
                      }
                      boolean making = isMaking(path, body);
                      byte @Nullable [] answer =
                          answers.nextInt(40) == 0 && !making
                              ? null
                              : damagedAnswer(right, making, answers);
                      sent[0] += answer == null ? 0 : answer.length;
                      return answer;
                    }
                  };
              List<String> notices = new CopyOnWriteArrayList<>();
              try (RawServer server = new RawServer(responder)) {
                return ended(
                    () -> {
                      try (GymHost host =
                          GymHost.server(server.address(), settings(protocol), notices::add)) {
                        train(host);
                      }
                    },
                    notices,
                    1 << 20);
              }
            });
  }

  @Test
  void frames_ofHostileServers_endInSentences() throws InterruptedException {
    serve("frames by HTTP", GymProtocol.AUTO, 1000);
  }

  @Test
  void json_ofHostileServers_endsInSentences() throws InterruptedException {
    serve("gym-http-api", GymProtocol.ORIGINAL, 1000);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void frames_ofHostileChildren_endInSentences() throws InterruptedException {
    Fuzz.of("frames by pipe", 400)
        .run(
            random -> {
              Path home = Files.createTempDirectory(folder, "child");
              Files.write(home.resolve("answers"), conversation(random));
              Path python =
                  Files.writeString(
                      home.resolve("python"),
                      "#!/bin/sh\ncd '%s'\n%s\n".formatted(home, script(random)));
              Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
              List<String> notices = new CopyOnWriteArrayList<>();
              return ended(
                  () -> {
                    Duration time = SETTINGS.answerTime();
                    PipeChannel channel =
                        new PipeChannel(
                            python.toString(), home, time, time, notices::add, line -> {});
                    try (FrameHost host = new FrameHost(List.of(channel), SETTINGS, null)) {
                      LossPolicy losses = new LossPolicy(1, notices::add);
                      RequestLock lock = new RequestLock();
                      List<RemoteEnv> remotes =
                          List.of(
                              host.make("A-v0", Map.of(), Map.of()),
                              host.make("A-v0", Map.of(), Map.of()));
                      List<GymEnv> envs =
                          remotes.stream()
                              .map(remote -> new GymEnv(remote, losses, lock, false))
                              .toList();
                      train(
                          envs,
                          new SyncVectorEnv(
                              envs,
                              (env, episode) -> episode,
                              host.together(remotes).orElse(null)));
                    }
                  },
                  notices,
                  1 << 20);
            });
  }

  /** What a process answers to all that is asked, with some of it damaged. */
  private static byte[] conversation(SplittableRandom random) {
    List<byte[]> asked = new ArrayList<>();
    for (int kind : new int[] {1, 1, 2, 2, 3, 3, 3, 3, 4, 4}) {
      asked.add(new byte[] {(byte) kind, 2});
    }
    Bytes all = Bytes.none();
    Bytes hello = random.nextBoolean() ? Bytes.none().mark() : Bytes.none();
    hello.json(Bytes.OLD_HELLO);
    all.raw(random.nextInt(4) == 0 ? damaged(hello.all(), random) : hello.all());
    int first = random.nextInt(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      byte[] right = rightFrame(asked.get(i), i);
      if (i != first) {
        all.frame(right);
      } else if (random.nextBoolean()) {
        all.frame(damaged(right, random));
      } else {
        all.raw(damaged(Bytes.none().frame(right).all(), random));
      }
    }
    return all.all();
  }

  private static String script(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> "cat answers; exit " + random.nextInt(200);
      case 1 -> "cat answers; kill -9 $$";
      case 2 -> "echo activating; cat answers; exec cat > asked";
      case 3 -> "head -c 300000 /dev/urandom >&2; cat answers; exec cat > asked";
      case 4 -> "cat answers; exec >&-; exec sleep 3";
      default -> "cat answers; exec cat > asked";
    };
  }

  @Test
  void streams_ofAnyBytes_areReadOrRefused() throws InterruptedException {
    Fuzz.of("streams of bytes", 4000)
        .run(
            random -> {
              byte[] bytes = conversation(random);
              FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
              return ended(
                  () -> {
                    try {
                      Greeting.read(
                          FrameAnswers.json(FrameAnswers.accept(reader.first(), "It"), "It"), "It");
                      for (int i = 0; i < 10; i++) {
                        FrameAnswers.accept(reader.next(1000), "It");
                      }
                    } catch (java.io.EOFException | ProtocolException e) {
                      throw new GymException("The process " + e.getMessage() + ".", e);
                    }
                  },
                  List.of(),
                  bytes.length);
            });
  }

  @Test
  void documents_ofAnyShape_areReadOrRefused() throws InterruptedException {
    List<String> spaces =
        List.of(
            Bytes.MADE,
            "{\"name\":\"MultiDiscrete\",\"nvec\":[2,3,4]}",
            "{\"name\":\"MultiDiscrete\",\"nvec\":[2,2,2,2],\"multi_binary\":[2,2]}",
            "{\"name\":\"MultiBinary\",\"n\":[2,3]}",
            "{\"name\":\"Box\",\"shape\":[2,2],\"low\":[0,0,0,0],\"high\":[1,1,1,1]}",
            "[[1,2,3],[4,5,6]]");
    Fuzz.of("JSON documents", 4000)
        .run(
            random -> {
              byte[] bytes =
                  spaces.get(random.nextInt(spaces.size())).getBytes(StandardCharsets.UTF_8);
              for (int i = random.nextInt(4); i >= 0; i--) {
                bytes = damaged(bytes, random);
              }
              byte[] document = bytes;
              return ended(
                  () -> {
                    JsonNode json;
                    try {
                      json = GymJson.READER.readTree(document);
                    } catch (IOException e) {
                      throw new GymException("That is not JSON.", e);
                    }
                    if (json.isArray()) {
                      GymValue.of(json);
                    } else {
                      JsonSpaces.read(json.has("action_space") ? json.path("action_space") : json);
                      GymJson.shortened(json);
                    }
                  },
                  List.of(),
                  bytes.length);
            });
  }
}
