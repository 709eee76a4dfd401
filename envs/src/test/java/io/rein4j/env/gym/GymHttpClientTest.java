package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against what the original server said, byte for byte. */
class GymHttpClientTest {

  private static final Duration TIME = Duration.ofSeconds(5);
  private static final Discrete TWO = new Discrete(2);

  private interface Talk<T> {
    T with(GymHttpClient client) throws IOException;
  }

  /** Has a talk that consists of these recorded exchanges. */
  private static <T> T replay(Talk<T> talk, String... names) throws IOException {
    List<Recorded> all = Recorded.all();
    List<Recorded> exchanges =
        Arrays.stream(names)
            .map(
                name ->
                    all.stream()
                        .filter(
                            one ->
                                one.name().equals(name)
                                    || (one.request().method() + " " + one.request().path())
                                        .equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("Nothing recorded as " + name)))
            .toList();
    try (OneAtATimeServer server = new OneAtATimeServer(Recorded.inOrder(exchanges));
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      return talk.with(client);
    }
  }

  private static Object said(Talk<?> talk, String... names) throws IOException {
    return replay(talk, names);
  }

  private static Talk<GymStep> step(String instance, Space space, float... action) {
    return client -> client.step(instance, space, action, 0);
  }

  @Test
  void create_knownEnvironment_isItsInstance() throws IOException {
    assertThat(said(client -> client.create("CartPole-v0"), "create CartPole-v0"))
        .isEqualTo("1d5765f4");
  }

  @Test
  void create_unknownEnvironment_isRefusedInTheServersWords() {
    assertThatThrownBy(() -> replay(client -> client.create("Nope-v0"), "create unknown env"))
        .isInstanceOf(GymException.class)
        .hasMessageContaining("answered 'POST /v1/envs/' with 400 BAD REQUEST: ")
        .hasMessageContaining("Attempted to look up malformed environment ID 'Nope-v0'");
  }

  @Test
  void create_seedZero_isRefusedAsTheServerWouldIgnoreIt() {
    assertThatThrownBy(() -> replay(client -> client.create("CartPole-v0", 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A seed for gym-http-api must be 1 or larger, but is 0.");
  }

  @Test
  void list_instances_areByIdWithTheirEnvironments() throws IOException {
    Map<String, String> instances = replay(GymHttpClient::list, "list");
    assertThat(instances)
        .containsExactly(entry("1d5765f4", "CartPole-v0"), entry("ebc05182", "CartPole-v0"));
  }

  @Test
  void spaces_cartPole_haveItsBounds() throws IOException {
    assertThat(
            said(client -> client.actionSpace("1d5765f4"), "GET /v1/envs/1d5765f4/action_space/"))
        .isEqualTo(TWO);
    assertThat(
            said(
                client -> client.observationSpace("1d5765f4"),
                "GET /v1/envs/1d5765f4/observation_space/"))
        .isEqualTo(Box.symmetric(4.8f, Float.MAX_VALUE, 0.41887903f, Float.MAX_VALUE));
  }

  @Test
  void observationSpace_discrete_isOne() throws IOException {
    assertThat(
            said(
                client -> client.observationSpace("cf9075f1"),
                "GET /v1/envs/cf9075f1/observation_space/"))
        .isEqualTo(new Discrete(16));
  }

  @Test
  void observationSpace_tuple_isRefused() {
    assertThatThrownBy(() -> replay(client -> client.observationSpace("d275e8fe"), "Tuple space"))
        .isInstanceOf(GymException.class)
        .hasMessage(
            "A space is a Box, a Discrete, a MultiDiscrete or a MultiBinary, but the environment has a"
                + " Tuple.");
  }

  @Test
  void reset_boxAndDiscrete_areValues() throws IOException {
    GymValue box = replay(client -> client.reset("1d5765f4"), "reset, empty body");
    assertThat(box.shape()).containsExactly(4);
    assertThat(box.get(0)).isEqualTo((float) 0.020137452502591635);
    GymValue discrete = replay(client -> client.reset("cf9075f1"), "reset Discrete obs");
    assertThat(discrete.shape()).isEmpty();
    assertThat(discrete.get(0)).isZero();
  }

  @Test
  void reset_tupleObservation_isAnErrorWhoseCauseIsInTheServersLog() {
    assertThatThrownBy(() -> replay(client -> client.reset("d275e8fe"), "reset Tuple obs"))
        .isInstanceOf(GymException.class)
        .hasMessageEndingWith(
            "answered 'POST /v1/envs/d275e8fe/reset/' with 500 INTERNAL SERVER ERROR; the reason is only in the server's log.");
  }

  @Test
  void step_terminal_isTerminated() throws IOException {
    GymStep step =
        replay(step("1d5765f4", TWO, 0), "terminal step of CartPole-v0 (always action 0), step 10");
    assertThat(step.terminated()).isTrue();
    assertThat(step.truncated()).isFalse();
    assertThat(step.reward()).isEqualTo(1);
    assertThat(step.observation().get(3)).isEqualTo((float) 2.9456087855534006);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"done\":true,\"info\":{}', true, false",
    "'\"done\":true,\"info\":{\"TimeLimit.truncated\":true}', false, true",
    "'\"done\":true,\"info\":{\"TimeLimit.truncated\":false}', true, false",
    "'\"done\":false,\"info\":{}', false, false",
    "'\"done\":true,\"info\":{},\"terminated\":false,\"truncated\":true', false, true",
    "'\"terminated\":true,\"truncated\":true,\"extra\":1', true, true",
  })
  void step_endsInAnyDialect_areToldApart(String ends, boolean terminated, boolean truncated)
      throws IOException {
    String body = "{\"observation\":[0.5],\"reward\":-1,%s}".formatted(ends);
    try (OneAtATimeServer server =
            new OneAtATimeServer(request -> OneAtATimeServer.Reply.json(body));
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      GymStep step = client.step("a", TWO, new float[] {1}, 0);
      assertThat(step.terminated()).isEqualTo(terminated);
      assertThat(step.truncated()).isEqualTo(truncated);
      assertThat(server.requests().get(0).body()).isEqualTo("{\"action\":1}");
    }
  }

  @Test
  void step_boxOfOne_sendsAList() throws IOException {
    GymStep step = replay(step("e7fb11dc", Box.of(-2, 2, 1), 0.5f), "step Box [0.5]");
    assertThat(step.reward()).isEqualTo(-4.666189473265024);
  }

  @Test
  void step_actionThatIsNone_isNotSent() {
    assertThatThrownBy(() -> replay(step("e7fb11dc", Box.of(-2, 2, 1), Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> replay(step("1d5765f4", TWO, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void step_bareNanTokens_areNan() throws IOException {
    String body = "{\"done\":false,\"info\":{},\"observation\":[NaN,-Infinity],\"reward\":NaN}";
    try (OneAtATimeServer server =
            new OneAtATimeServer(request -> OneAtATimeServer.Reply.json(body));
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      GymStep step = client.step("a", TWO, new float[] {1}, 0);
      assertThat(step.reward()).isNaN();
      assertThat(step.observation().get(0)).isNaN();
      assertThat(step.observation().get(1)).isEqualTo(Float.NEGATIVE_INFINITY);
    }
  }

  @Test
  void bounds_ofAHundredDigits_areInfinite() throws IOException {
    String body =
        "{\"info\":{\"name\":\"Box\",\"shape\":[1,2],\"low\":[-1e100,0],\"high\":[1e+100,1]}}";
    try (OneAtATimeServer server =
            new OneAtATimeServer(request -> OneAtATimeServer.Reply.json(body));
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      assertThat(client.observationSpace("a"))
          .isEqualTo(
              new Box(
                  new float[] {Float.NEGATIVE_INFINITY, 0},
                  new float[] {Float.POSITIVE_INFINITY, 1},
                  new int[] {1, 2}));
    }
  }

  @Test
  void sampleAndContains_areAnswered() throws IOException {
    assertThat(
            replay(
                    client -> client.sampleAction("1d5765f4"),
                    "GET /v1/envs/1d5765f4/action_space/sample")
                .get(0))
        .isZero();
    assertThat(replay(client -> client.sampleAction("e7fb11dc"), "sample Box").get(0))
        .isEqualTo(0.37137848f);
    assertThat(
            said(
                client -> client.actionSpaceContains("1d5765f4", 1),
                "GET /v1/envs/1d5765f4/action_space/contains/1"))
        .isEqualTo(true);
    assertThat(
            said(
                client -> client.actionSpaceContains("1d5765f4", 2),
                "GET /v1/envs/1d5765f4/action_space/contains/2"))
        .isEqualTo(false);
    assertThat(
            said(
                client -> client.observationSpaceContains("1d5765f4", "Box", 4),
                "obs contains match"))
        .isEqualTo(true);
    assertThat(
            said(
                client -> client.observationSpaceContains("1d5765f4", "Box", 5),
                "obs contains mismatch"))
        .isEqualTo(false);
  }

  @Test
  void monitorAndClose_answersWithoutBody_areDone() throws IOException {
    List<Recorded> talk =
        Recorded.all().stream()
            .filter(
                one ->
                    List.of("monitor start", "monitor close", "close after monitor close")
                        .contains(one.name()))
            .toList();
    assertThat(talk).hasSize(3).allMatch(one -> one.reply().status().startsWith("204"));
    said(
        client -> {
          client.startMonitor("17c4d72c", "DIR", false, false);
          client.closeMonitor("17c4d72c");
          client.close("17c4d72c");
          return Map.of();
        },
        "monitor start",
        "monitor close",
        "close after monitor close");
  }

  @Test
  void close_twice_isRefused() {
    assertThatThrownBy(
            () ->
                replay(
                    client -> {
                      client.close("1c1ac83c");
                      return 0;
                    },
                    "close twice"))
        .isInstanceOf(LostException.class)
        .hasMessageContaining("with 400 BAD REQUEST: Instance_id 1c1ac83c unknown: ");
  }

  @Test
  void upload_anything_isAnsweredByAnError() {
    assertThatThrownBy(
            () ->
                replay(
                    client -> {
                      client.upload("NODIR", "x");
                      return 0;
                    },
                    "upload with nonexistent dir"))
        .isInstanceOf(GymException.class)
        .hasMessageContaining("500 INTERNAL SERVER ERROR");
  }

  @Test
  void shutdown_oldWerkzeug_isPlainText() throws IOException {
    replay(
        client -> {
          client.shutdown();
          return 0;
        },
        "shutdown");
  }

  @Test
  void redirect_isNotFollowed() throws IOException {
    try (OneAtATimeServer server =
            new OneAtATimeServer(
                request ->
                    new OneAtATimeServer.Reply(
                        "301 MOVED PERMANENTLY",
                        "Location: http://127.0.0.1:9/v1/envs/",
                        "text/html",
                        OneAtATimeServer.Reply.html("Redirecting...")));
        GymHttpClient client = new GymHttpClient(server.address(), TIME)) {
      assertThatThrownBy(client::list)
          .isInstanceOf(GymException.class)
          .hasMessageEndingWith(
              "answered 'GET /v1/envs/' with 301 MOVED PERMANENTLY and a page 'Redirecting...'.");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000",
    "https://127.0.0.1",
    "http://user@host",
    "http:///x",
    "http://127.0.0.1:65536",
    "'http://a b'"
  })
  void address_thatIsNone_isRefused(String server) {
    assertThatThrownBy(() -> new GymHttpClient(server, TIME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A 'server' is an address such as http://127.0.0.1:5000, but is '%s'."
                .formatted(server));
  }
}
