package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Discrete;
import io.rein4j.env.SyncVectorEnv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose lengths, numbers and texts are not what they should be. */
@Timeout(10)
class MistrustTest {

  private static final Duration TIME = Duration.ofSeconds(3);

  private interface Talk {
    Object with(GymHttpClient client) throws IOException;
  }

  /** Returns the sentence that a client ends with if every answer is this one. */
  private static String sentence(byte[] answer, Talk talk) throws IOException {
    try (RawServer server = new RawServer((path, body) -> answer);
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      try {
        Object got = talk.with(client);
        throw new AssertionError("It was taken for " + got);
      } catch (GymException e) {
        String message = String.valueOf(e.getMessage());
        assertThat(message)
            .hasSizeLessThan(4200)
            .doesNotContain("jackson", "Source", "Exception")
            .matches("\\P{Cntrl}*");
        return message;
      }
    }
  }

  private static String space(String info) throws IOException {
    return sentence(RawServer.json("{\"info\":" + info + "}"), client -> client.actionSpace("a"));
  }

  private static String page(String status, String type, String body) throws IOException {
    return sentence(
        RawServer.http(status, type, body.getBytes(StandardCharsets.UTF_8)),
        client -> client.actionSpace("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":"Discrete","n":4294967298}            | The 'n' of a Discrete is a whole number from 1 to 2147483647, but the answer has 4294967298.
          {"name":"Discrete","n":2.7}                   | The 'n' of a Discrete is a whole number from 1 to 2147483647, but the answer has 2.7.
          {"name":"Discrete","n":1e300}                 | The 'n' of a Discrete is a whole number from 1 to 2147483647, but the answer has 1.0E300.
          {"name":"Discrete","n":"2"}                   | but the answer has "2".
          {"name":"Discrete"}                           | but the answer has nothing.
          {"name":"Discrete","n":2,"start":1099511627776} | The 'start' of a Discrete is a whole number from -2147483648 to 2147483647, but the answer has 1099511627776.
          {"name":"MultiDiscrete","nvec":[2,2.5]}       | The 'nvec' of a MultiDiscrete is a whole number from 1 to 2147483647, but the answer has 2.5.
          {"name":"MultiDiscrete","nvec":3}             | The 'nvec' of a MultiDiscrete is an array, but the answer has 3.
          {"name":"Box","shape":[-1],"low":[],"high":[]} | The 'shape' of a Box is a whole number from 0 to 2147483647, but the answer has -1.
          {"name":"Box","shape":[2]}                    | Expected numbers as bounds, but found nothing.
          {"name":"Box","shape":[2],"low":[[1],2],"high":[1,2]} | Expected numbers as bounds, but found [[1],2].
          {"name":"Box","shape":[65536,65536],"low":[1],"high":[2]} | A space that is described as
          {"name":"MultiDiscrete","nvec":[2,2],"shape":[3]} | A multi-discrete space of 2 integers does not have the shape (3,).
          {"name":"MultiDiscrete","nvec":[2,2],"shape":2} | The 'shape' of a MultiDiscrete is an array, but the answer has 2.
          {"name":"MultiDiscrete","nvec":[2,2],"multi_binary":[4]} | cannot be both MultiDiscrete([2 2]) and MultiBinary(4).
          {"name":"MultiBinary","n":2147483647}         | MultiBinary(2147483647) has more bits than an answer has room for
          {"name":"MultiBinary","n":[65536,65536]}      | A space that is described as
          {"name":"MultiBinary","n":[0]}                | The 'n' of a MultiBinary is a whole number from 1 to 2147483647, but the answer has 0.
          {"name":"Text"}                               | A space is a Box, a Discrete, a MultiDiscrete or a MultiBinary, but the environment has a Text.
          7                                             | but the environment has 7.
          """)
  void space_numbersThatDoNotFit_areRefusedNotCut(String info, String sentence) throws IOException {
    assertThat(space(info)).contains(sentence);
  }

  @Test
  void space_wholeNumbersWithAFraction_areTaken() throws IOException {
    byte[] answer = RawServer.json("{\"info\":{\"name\":\"Discrete\",\"n\":3.0,\"start\":-1}}");
    try (RawServer server = new RawServer((path, body) -> answer);
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      assertThat(client.actionSpace("a")).isEqualTo(new Discrete(3, -1));
    }
  }

  @Test
  void value_ragged_isRefusedBeforeThereIsRoomForIt() throws IOException {
    String zeros = "[" + "0,".repeat(69_999) + "0]";
    String many = "[" + zeros + ",0".repeat(70_000) + "]";
    long before = allocated();
    assertThatThrownBy(() -> GymValue.of(GymJson.READER.readTree(many)))
        .isInstanceOf(GymException.class)
        .hasMessage("Expected an array of 70000 values, but found 0.");
    assertThat(allocated() - before).isLessThan(64 << 20);
    assertThat(sentence(RawServer.json("{\"observation\":[[1,2],[3]]}"), c -> c.reset("a")))
        .endsWith("Expected an array of 2 values, but found [3].");
    assertThat(GymValue.of(GymJson.READER.readTree("[[],[]]")).shape()).containsExactly(2, 0);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000000000\r\n\r\n",
        "Content-Length: 60000000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3fffffff\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3000000\r\n"
      })
  void answer_announcedButNotSent_takesNoMemory(String head) throws IOException {
    byte[] answer =
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + head + "{}")
            .getBytes(StandardCharsets.US_ASCII);
    long before = allocated();
    try (RawServer server = new RawServer((path, body) -> answer);
        GymHttpClient client =
            new GymHttpClient(
                new HttpWire(HttpWire.address(server.address()), TIME, false, null),
                Duration.ofMillis(100))) {
      assertThatThrownBy(() -> client.actionSpace("a"))
          .isInstanceOf(GymException.class)
          .message()
          .startsWith("The Gym server at " + server.address() + " did not answer 'GET ")
          .containsAnyOf("where there are at most 67108864", "was cut off after 2 of");
    }
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-2.0-OpenSSH_9.6\\r\\n | the answer is not HTTP, but begins with 'SSH-2.0-OpenSSH_9.6'
          220 mail ESMTP | the answer is not HTTP, but begins with '220 mail ESMTP'
          \\025\\003\\003 | the answer is not HTTP, but begins with '\\x15\\x03\\x03'
          HTTP/2.0 200 OK\\r\\n | the answer is not HTTP, but begins with 'HTTP/2.0 200 OK'
          HTTP/1.1\\r\\n | the answer is not HTTP, but begins with 'HTTP/1.1'
          HTTP/1.1 fine\\r\\n | the answer has 'fine' where a number belongs
          HTTP/1.1 200 OK\\r\\nfine\\r\\n | the answer's headers are not HTTP
          HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n | the answer has '-1' where a number belongs
          """)
  void health_portOfSomethingElse_isToldAtOnceAndNotAskedAgain(String said, String told)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    byte[] bytes = said.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    List<String> notices = new CopyOnWriteArrayList<>();
    try (Loopback port =
        new Loopback(
            client -> {
              try (client) {
                asked.incrementAndGet();
                client.getOutputStream().write(bytes);
              }
            })) {
      GymSettings settings = GymSettings.builder().timeout(60.0).build();
      assertThatThrownBy(() -> GymHost.server(port.address(), settings, notices::add))
          .isInstanceOf(UncheckedIOException.class)
          .cause()
          .hasMessage(
              "The Gym server at %s did not answer 'GET /v1/health' as a Gym server does: %s.",
              port.address(), told);
      assertThat(asked).hasValue(1);
      assertThat(notices).isEmpty();
    }
  }

  @Test
  void exchange_bytesAfterAnAnswer_areAnErrorThatANewConnectionMends() throws IOException {
    byte[] answer = RawServer.json("{}");
    try (Loopback port =
            new Loopback(
                client -> {
                  client.getInputStream().read(new byte[1000]);
                  client.getOutputStream().write(answer);
                  client.getInputStream().read(new byte[1000]);
                  client.getOutputStream().write("beyond".getBytes(StandardCharsets.US_ASCII));
                });
        HttpWire wire = new HttpWire(HttpWire.address(port.address()), TIME, true, null)) {
      assertThat(get(wire).status()).isEqualTo(200);
      assertThatThrownBy(() -> get(wire))
          .isNotInstanceOf(ProtocolException.class)
          .hasMessage("the answer is not HTTP, but begins with 'beyond'");
      assertThat(get(wire).status()).isEqualTo(200);
    }
  }

  private static HttpAnswer get(HttpWire wire) throws IOException {
    return wire.exchange("GET", "/", "", "", null, 1000, TIME);
  }

  @Test
  void refusal_textsThatStallAnExpression_areReadAtOnce() throws IOException {
    assertThat(page("400 BAD", "text/html", "<title>".repeat(300_000)))
        .endsWith("answered 'GET /v1/envs/a/action_space/' with 400 BAD.");
    assertThat(page("400 BAD", "text/html", "<TITLE>\u001b[2J gone</title>"))
        .endsWith("with 400 BAD and a page '\\x1b[2J gone'.");
    String name = "Instance_id ".repeat(100_000);
    assertThat(page("400 BAD", "application/json", "{\"message\":\"" + name + "\"}"))
        .contains("characters left out");
    assertThat(page("200 OK", "application/json", "[".repeat(100_000))).contains("[[[[[[");
    assertThat(page("200 OK", "application/json", "{\"info\":" + "9".repeat(5000) + "}"))
        .contains("999...");
  }

  @Test
  void refusal_escapeSequences_areShown() throws IOException {
    assertThat(
            page(
                "418 \u001b[31mRED",
                "application/json",
                "{\"message\":\"\\u001b[2J\\u0000 line\\nline \\u202e \\u009b \\ud800\"}"))
        .endsWith("418 \\x1b[31mRED: \\x1b[2J\\x00 line line \\u202e \\x9b \\ud800");
  }

  @Test
  void step_framesOfAServerThatMiscounts_areToldAsItsFault() throws IOException {
    Bytes[] answers = {
      Bytes.none().raw((byte) 0).text(Bytes.MADE),
      Bytes.none().raw((byte) 0).f32(1, 2),
      Bytes.none().raw((byte) 0).f32(1, 2, 3, 4),
      Bytes.none().raw((byte) 0).f32(1, 2, 3),
      Bytes.none().raw((byte) 0).f64(1).raw((byte) 0).f32(1, 2),
      Bytes.none().raw((byte) 0).f64(1).raw((byte) 4).f32(1, 2, 3),
      Bytes.none().raw((byte) 0).f64(1).raw((byte) 8).f32(1, 2, 3),
      Bytes.none().raw((byte) 7),
      Bytes.none().raw((byte) 1).text("{\"kind\":\"environment\",\"message\":\"\\u001b[31mfell\"}"),
      Bytes.none().raw((byte) 1).text("{}"),
      Bytes.none().raw((byte) 0),
    };
    int[] next = {0};
    RawServer.Responder responder =
        (path, body) ->
            path.equals("/v1/health")
                ? RawServer.json(Bytes.OLD_HELLO)
                : RawServer.frame(answers[next[0]++]);
    try (RawServer server = new RawServer(responder);
        GymHost host = GymHost.server(server.address(), settings(), notice -> {})) {
      GymEnv env = host.make("CartPole-v1", Map.of());
      String who = "The Gym server at " + server.address();
      float[] seen = new float[3];
      requireSaid(() -> env.reset(1, seen, 0), who + " answered a reset with 9 bytes, where 13");
      requireSaid(() -> env.reset(1, seen, 0), who + " answered a reset with 17 bytes, where 13");
      env.reset(1, seen, 0);
      requireStepSaid(env, who + " answered a step with 18 bytes, where 22 belong.");
      requireStepSaid(env, who + " answered a step with the flags 4, which say nothing.");
      requireStepSaid(env, who + " answered a step with the flags 8, which say nothing.");
      requireStepSaid(env, who + " answered with 7, where an answer begins with 0 or 1.");
      requireStepSaid(env, "\\x1b[31mfell.");
      requireStepSaid(env, "An error without words came back.");
    }
  }

  private static GymSettings settings() {
    return GymSettings.builder().timeout(2).restarts(0).build();
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void requireSaid(Call call, String sentence) {
    assertThatThrownBy(call::run)
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .hasMessageStartingWith(sentence);
  }

  private static void requireStepSaid(GymEnv env, String sentence) throws IOException {
    FrameEnv remote = (FrameEnv) env.remote();
    assertThatThrownBy(() -> remote.step(new float[] {1}, 0, new float[3], 0, new Outcome()))
        .isInstanceOf(GymException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void stepsAhead_answersOfAnotherLength_areToldAsItsFault() throws IOException {
    Bytes good = Bytes.none().raw((byte) 0).f64(1).f64(1).raw((byte) 0, (byte) 5);
    Bytes[] steps = {
      Bytes.none().raw((byte) 0),
      Bytes.none().raw((byte) 0).f64(1).f64(1).raw((byte) 0, (byte) 5).f32(new float[6]),
      Bytes.none().raw((byte) 0).f64(1).f64(1).raw((byte) 0, (byte) 5).f32(new float[12]),
      Bytes.none().raw((byte) 0).f64(1).f64(1).raw((byte) 0, (byte) 6).f32(new float[1000]),
      Bytes.none().raw((byte) 0).f64(1).f64(1).raw((byte) 0, (byte) 4).f32(new float[9]),
      good.f32(new float[9])
    };
    int[] next = {0};
    RawServer.Responder responder =
        (path, body) -> {
          if (path.equals("/v1/health")) {
            return RawServer.json(Bytes.OLD_HELLO);
          }
          return RawServer.frame(
              switch (body[0]) {
                case FrameChannel.MAKE -> Bytes.none().raw((byte) 0).text(Bytes.MADE);
                case FrameChannel.RESET -> Bytes.none().raw((byte) 0).f32(1, 2, 3);
                case FrameChannel.STEP -> steps[next[0]++];
                default -> Bytes.none().raw((byte) 0);
              });
        };
    try (RawServer server = new RawServer(responder);
        GymHost host = GymHost.server(server.address(), settings(), notice -> {})) {
      List<GymEnv> envs = List.of(host.make("A", Map.of()), host.make("A", Map.of()));
      for (int i = 0; i < steps.length - 1; i++) {
        try (SyncVectorEnv vector =
            new SyncVectorEnv(envs, (env, episode) -> 1, host.together(envs).orElseThrow())) {
          vector.reset();
          assertThatThrownBy(() -> vector.step(new float[2]))
              .as("answer %s", i)
              .isInstanceOf(UncheckedIOException.class)
              .cause()
              .hasMessageStartingWith("The Gym server at " + server.address() + " answered a step");
        }
      }
    }
  }
}
