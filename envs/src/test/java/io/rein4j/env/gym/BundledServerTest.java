package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.Discrete;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled server, asked as old clients ask it, and in its own ways. */
@RequiresPython(modules = "gymnasium")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundledServerTest {

  private static final Duration TIME = Duration.ofSeconds(30);
  private static final String COUNTING = "rein4j_test_envs:Counting-v0";

  @TempDir static Path folder;

  private Serving server;
  private GymHttpClient client;

  @BeforeAll
  void start(Python python) throws IOException {
    server =
        Serving.start(
            PythonSetup.serverProgram(),
            PythonEnvs.python(python, folder),
            Map.of(),
            "--max-envs",
            "4",
            "--max-body",
            "100000",
            "--recordings",
            folder.resolve("recordings").toString());
    client = new GymHttpClient(server.address(), TIME);
  }

  @AfterEach
  void closeInstances() throws IOException {
    for (String instance : client.list().keySet()) {
      client.close(instance);
    }
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private JsonNode post(String path, String body) throws IOException {
    HttpAnswer answer = send("POST", path, "", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return GymJson.READER.readTree(answer.body());
  }

  private HttpAnswer send(String method, String path, String headers, String body)
      throws IOException {
    return client.send(
        method,
        path,
        headers,
        "application/json",
        body.getBytes(StandardCharsets.UTF_8),
        Repeat.FORBIDDEN,
        GymJson.LARGEST,
        Duration.ZERO);
  }

  @Test
  void oldProtocol_wholeTalk_isAsItAlwaysWas() throws IOException {
    String instance = client.create("CartPole-v1");
    assertThat(client.list()).containsExactly(Map.entry(instance, "CartPole-v1"));
    Discrete actions = new Discrete(2);
    assertThat(client.actionSpace(instance)).isEqualTo(actions);
    assertThat(client.observationSpace(instance).shape()).containsExactly(4);
    assertThat(client.actionSpaceContains(instance, 1)).isTrue();
    assertThat(client.actionSpaceContains(instance, 2)).isFalse();
    assertThat(client.observationSpaceContains(instance, "Box", 4)).isTrue();
    assertThat(client.sampleAction(instance).get(0)).isBetween(0f, 1f);
    client.startMonitor(instance, "/etc/somewhere", false, false);
    client.reset(instance);
    int steps = 0;
    GymStep step;
    do {
      step = client.step(instance, actions, new float[] {0}, 0);
      steps++;
    } while (!step.terminated());
    assertThat(steps).isBetween(7, 12);
    client.closeMonitor(instance);
    assertThat(Files.readString(folder.resolve("recordings/somewhere/episodes.stats.json")))
        .contains("\"episode_lengths\":[%s]".formatted(steps));
    client.close(instance);
    assertThatThrownBy(() -> client.close(instance))
        .isInstanceOf(LostException.class)
        .hasMessageContaining("Instance_id %s unknown".formatted(instance));
    assertThatThrownBy(() -> client.upload("DIR", "key")).hasMessageContaining("gone");
  }

  @Test
  void oldProtocol_seedZeroDiscreteTupleAndNan_work() throws IOException {
    String zero =
        post("/v1/envs/", "{\"env_id\":\"CartPole-v1\",\"seed\":0}").path("instance_id").asText();
    String reset = post("/v1/envs/" + zero + "/reset/", "{\"seed\":0}").toString();
    String again = client.create("CartPole-v1");
    assertThat(post("/v1/envs/" + again + "/reset/", "{\"seed\":0}")).hasToString(reset);
    client.close(zero);
    client.close(again);

    String lake = client.create("FrozenLake-v1");
    assertThat(post("/v1/envs/" + lake + "/reset/", "null")).hasToString("{\"observation\":0}");
    client.close(lake);

    String cards = client.create("Blackjack-v1");
    assertThat(post("/v1/envs/" + cards + "/reset/", "").path("observation")).hasSize(3);
    client.close(cards);

    JsonNode made =
        post(
            "/v1/envs/",
            "{\"env_id\":\"%s\",\"options\":{\"fault\":\"nan\",\"at_step\":1}}"
                .formatted(COUNTING));
    String nan = made.path("instance_id").asText();
    client.reset(nan);
    JsonNode step = post("/v1/envs/" + nan + "/step/", "{\"action\":0}");
    assertThat(step.path("observation")).hasToString("[null,null,null]");
    assertThat(step.path("reward").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/envs/, '{}', 400, A required request parameter 'env_id' was not provided",
    "POST, /v1/envs/, '{bad', 400, Request is not a valid json",
    "POST, /v1/envs/, '{\"env_id\":\"Nope-v0\"}', 400, Cannot make environment 'Nope-v0': ",
    "POST, /v1/envs/deadbeef/reset/, '', 400, Instance_id deadbeef unknown",
    "POST, /v1/nope/, '', 404, There is nothing at '/v1/nope/'.",
    "POST, /v1/health, '', 405, '''/v1/health'' is not for POST.'"
  })
  void errors_are_structured(String method, String path, String body, int status, String message)
      throws IOException {
    HttpAnswer answer = send(method, path, "", body);
    assertThat(answer.status()).isEqualTo(status);
    JsonNode json = GymJson.READER.readTree(answer.body());
    assertThat(json.path("message").asText()).startsWith(message);
    assertThat(json.path("error").path("kind").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /v1/envs/\n\n', 400 Bad Request, METHOD PATH HTTP/1.1",
    "'GET /v1/envs/ HTTP/1.1\nno header\n\n', 400 Bad Request, 'NAME: VALUE'",
    "'GET /v1/envs/ HTTP/1.1\nA: 1\n folded\n\n', 400 Bad Request, 'NAME: VALUE'",
    "'DELETE /v1/envs/ HTTP/1.1\n\n', 405 Method Not Allowed, Only GET and POST",
    "'POST /v1/envs/ HTTP/1.1\nTransfer-Encoding: chunked\n\n', 411 Length Required, Content-Length",
    "'POST /v1/envs/ HTTP/1.1\nContent-Length: 2\ncontent-length: 3\n\n', 400, Content-Length",
    "'GET /v1/envs/ HTTP/1.0\n\n', 200 OK, all_envs",
    "'GET /v1/envs/ HTTP/1.1\nconnection: Close\n\n', 200 OK, all_envs"
  })
  void head_thatEndsTheTalk_isAnsweredOnceAndClosed(String head, String status, String told)
      throws IOException {
    String answer = server.talk(head.replace("\n", "\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("Connection: close", told);
    assertThat(answer.split("HTTP/1.1 \\d", -1)).hasSize(2);
  }

  @Test
  void head_twoOnOneConnection_areBothAnswered() throws IOException {
    String list = "GET /v1/envs/ HTTP/1.1\r\nHost: localhost\r\n";
    assertThat(
            server.talk(list + "\r\n" + list + "Connection: close\r\n\r\n").split("all_envs", -1))
        .hasSize(3);
  }

  @Test
  void connections_idleOnesHeldOpen_keepNobodyOut() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        idle.add(server.connect());
      }
      assertThat(client.list()).isEmpty();
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    assertThat(client.list()).isEmpty();
  }

  @Test
  void limits_bodiesAndEnvironments_areHeld() throws IOException {
    assertThat(send("POST", "/v1/envs/", "", " ".repeat(100_001)).status()).isEqualTo(413);
    for (int i = 0; i < 4; i++) {
      client.create("CartPole-v1");
    }
    assertThatThrownBy(() -> client.create("CartPole-v1"))
        .hasMessageContaining("429")
        .hasMessageContaining("There are 4 environments, and no more are allowed.");
  }

  @Test
  void leases_ofDeadClients_runOut(Python python) throws IOException {
    try (Serving shortly =
            Serving.start(
                PythonSetup.serverProgram(), python.executable(), Map.of(), "--lease", "1");
        GymHttpClient dead = new GymHttpClient(shortly.address(), TIME)) {
      dead.create("CartPole-v1");
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!dead.list().isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
    }
  }

  @Test
  void strangers_fromABrowserOrUnderAnotherName_areRefused() throws IOException {
    assertThat(send("POST", "/v1/shutdown/", "Origin: http://a.example\r\n", "").status())
        .isEqualTo(403);
    assertThat(client.list()).isEmpty();
  }

  @Test
  void token_missing_isRefused(Python python) throws IOException {
    try (Serving closed =
            Serving.start(
                PythonSetup.serverProgram(),
                python.executable(),
                Map.of("REIN4J_GYM_TOKEN", "secret"));
        GymHttpClient stranger = new GymHttpClient(closed.address(), TIME);
        GymHttpClient friend =
            new GymHttpClient(
                new HttpWire(HttpWire.address(closed.address()), TIME, true, "secret"), TIME);
        GymHttpClient guesser =
            new GymHttpClient(
                new HttpWire(HttpWire.address(closed.address()), TIME, true, "guess"), TIME)) {
      assertThatThrownBy(stranger::list)
          .hasMessageEndingWith(
              "with 401 Unauthorized: A token is needed: Authorization: Bearer TOKEN. Start Rein4J"
                  + " with the server's token in the variable REIN4J_GYM_TOKEN.");
      assertThatThrownBy(guesser::list)
          .hasMessageEndingWith(
              "The one in the variable REIN4J_GYM_TOKEN is not the server's: set it to the server's"
                  + " token.");
      assertThat(friend.list()).isEmpty();
    }
  }

  @Test
  void batch_inJson_stepsAndStartsAgain() throws IOException {
    JsonNode made =
        post(
            "/v1/envs/",
            "{\"env_id\":\"%s\",\"count\":2,\"options\":{\"length\":2}}".formatted(COUNTING));
    String ids = made.path("instance_ids").toString();
    assertThat(post("/v1/batch/reset/", "{\"instances\":%s,\"seeds\":[5,6]}".formatted(ids)))
        .hasToString("{\"observations\":[[5.0,0.0,5.0],[6.0,0.0,5.0]]}");
    String step = "{\"instances\":%s,\"actions\":[0,1],\"seeds\":[7,8]}".formatted(ids);
    post("/v1/batch/step/", step);
    assertThat(post("/v1/batch/step/", step))
        .hasToString(
            "{\"observations\":[[5.0,2.0,5.0],[6.0,2.0,5.0]],\"reset\":[true,true],"
                + "\"reset_observations\":[[7.0,0.0,5.0],[8.0,0.0,5.0]],\"rewards\":[1.0,1.0],"
                + "\"terminated\":[true,true],\"truncated\":[false,false]}");
  }

  private String batch(String... ids) throws IOException {
    List<String> instances = new ArrayList<>();
    for (String id : ids) {
      instances.add('"' + client.create(id) + '"');
    }
    return "{\"instances\":" + instances;
  }

  @Test
  void batch_shapesAlikeButActionsOfTwoKinds_isRefused() throws IOException {
    String both = batch("MountainCar-v0", "MountainCarContinuous-v0");
    for (String request : List.of("reset", "step")) {
      HttpAnswer answer =
          send("POST", "/v1/batch/%s/".formatted(request), "", both + ",\"actions\":[0,0]}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("The environments of one message have equal spaces.");
    }
  }

  /** The environments assert that an action is in their own space. */
  @Test
  void batch_boundsThatDiffer_areEachEnvironmentsOwn() throws IOException {
    String both = batch("rein4j_peoples_envs:ActThousandth-v0", "rein4j_peoples_envs:ActPi-v0");
    post("/v1/batch/reset/", both + "}");
    assertThat(post("/v1/batch/step/", both + ",\"actions\":[[0.001],[3.1415927410125732]]}"))
        .isNotEmpty();
  }

  private HttpAnswer stepPeoples(String name, String action) throws IOException {
    String instance = client.create("rein4j_peoples_envs:" + name + "-v0");
    client.reset(instance);
    HttpAnswer answer =
        send("POST", "/v1/envs/" + instance + "/step/", "", "{\"action\":%s}".formatted(action));
    client.close(instance);
    return answer;
  }

  /** The environments assert that an action is in its space. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ActPi | [3.1415927410125732]
          ActTenths | [[0.30000001192092896, -0.10000000149011612], [0, 0.1]]
          ActDict | {"angle": [-3.1415927410125732], "gear": [3]}
          ActTuple | [[0.1], [1, -1]]
          ActMixed | {"steer": [1], "gear": 2}
          ActChoices | [6, [2, 2]]
          ActFive | [-2.0]
          ActInt32 | [2147483647]
          ActBool | [true, false]
          ActMulti | [3, 1]
          """)
  void step_actionInJson_isInTheSpace(String name, String action) throws IOException {
    HttpAnswer answer = stepPeoples(name, action);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ActFive | [1.5]
          ActFive | [1, 2]
          ActByte | [256, 0, 0]
          ActMulti | [1.5, 1]
          ActStart | 0.5
          ActDict | {"angle": [0]}
          """)
  void step_actionInJsonThatWouldBeAnother_isRefused(String name, String action)
      throws IOException {
    HttpAnswer answer = stepPeoples(name, action);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("is not an action of rein4j_peoples_envs:" + name);
  }

  @Test
  void reset_optionsOfTheSettings_areForResetsWithoutTheirOwn() throws IOException {
    String instance =
        post(
                "/v1/envs/",
                """
                {"env_id":"rein4j_peoples_envs:ResetLevel-v0",
                 "settings":{"reset_options":{"level":{"name":"cave","depth":[1,2]}}}}
                """)
            .path("instance_id")
            .asText();
    String reset = "/v1/envs/" + instance + "/reset/";
    post(reset, "{}");
    post(reset, "{\"seed\":1}");
    HttpAnswer other = send("POST", reset, "", "{\"options\":{\"level\":\"other\"}}");
    assertThat(other.text()).contains("raised AssertionError: other");
    assertThat(client.send("GET", "/v1/health", "", null, Repeat.ALLOWED).text())
        .contains("\"reset-options\"");
  }

  @Test
  void session_sameRequestTwice_isCarriedOutOnce() throws IOException {
    String instance = client.create(COUNTING);
    client.reset(instance);
    String path = "/v1/envs/" + instance + "/step/";
    String first = "Rein4J-Session: s\r\nRein4J-Sequence: 1\r\n";
    String once = send("POST", path, first, "{\"action\":0}").text();
    assertThat(send("POST", path, first, "{\"action\":0}").text()).isEqualTo(once);
    String second = "Rein4J-Session: s\r\nRein4J-Sequence: 2\r\n";
    assertThat(send("POST", path, second, "{\"action\":0}").text()).contains("[0.0,2.0,5.0]");
    assertThat(send("POST", path, first, "{\"action\":0}").status()).isEqualTo(409);
  }

  @Test
  void frames_answersWithheldAgainAndAgain_noStepIsLostOrDoubled() throws IOException {
    GymSettings settings = GymSettings.builder().timeout(30).restarts(0).build();
    List<String> notices = new ArrayList<>();
    try (CuttingProxy proxy = new CuttingProxy(server.address(), 7);
        GymHost host = GymHost.server(proxy.address(), settings, notices::add);
        GymEnv env = host.make(COUNTING, Map.of("length", 1000))) {
      float[] observation = new float[3];
      env.reset(3, observation, 0);
      for (int step = 1; step <= 100; step++) {
        assertThat(env.step(new float[] {1}, 0, observation, 0)).isEqualTo(1);
        assertThat(observation).containsExactly(3, step, 5);
      }
      assertThat(proxy.cuts()).isGreaterThan(10);
      assertThat(host.versions(COUNTING)).containsOnlyKeys("python", "gymnasium", "numpy");
    }
    assertThat(client.list()).isEmpty();
    assertThat(notices).isEmpty();
  }

  @Test
  void frames_serverKilledAndStartedAgain_goesOnInTheNextEpisode(Python python) throws IOException {
    String interpreter = PythonEnvs.python(python, folder);
    Serving first = Serving.start(PythonSetup.serverProgram(), interpreter, Map.of());
    GymSettings settings = GymSettings.builder().timeout(30).build();
    List<String> notices = new ArrayList<>();
    try (first;
        CuttingProxy port = new CuttingProxy(first.address(), Integer.MAX_VALUE);
        GymHost host = GymHost.server(port.address(), settings, notices::add)) {
      GymEnv env = host.make(COUNTING, Map.of());
      float[] observation = new float[3];
      env.reset(3, observation, 0);
      env.step(new float[] {1}, 0, observation, 0);
      first.close();
      try (Serving second = Serving.start(PythonSetup.serverProgram(), interpreter, Map.of())) {
        port.moveTo(second.address());
        assertThat(env.step(new float[] {1}, 0, observation, 0)).isZero();
        assertThat(env.truncated()).isTrue();
        assertThat(observation).containsExactly(3, 1, 5);
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0))
            .startsWith("The Gym server at " + port.address() + " answered: Instance_id ")
            .contains(
                " unknown: the server was started again after the environment was made, or has"
                    + " freed it");
        env.reset(4, observation, 0);
        env.step(new float[] {1}, 0, observation, 0);
        assertThat(observation).containsExactly(4, 1, 5);
        env.close();
      }
    }
  }

  @Test
  void render_asked_isAPicture() throws IOException {
    JsonNode made =
        post("/v1/envs/", "{\"env_id\":\"FrozenLake-v1\",\"options\":{\"render_mode\":\"ansi\"}}");
    String instance = made.path("instance_id").asText();
    client.reset(instance);
    HttpAnswer answer = send("GET", "/v1/envs/" + instance + "/render/", "", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("rgb_array");
  }

  @Test
  void shutdown_asked_endsTheServer(Python python) throws IOException {
    try (Serving ended = Serving.start(PythonSetup.serverProgram(), python);
        GymHttpClient last = new GymHttpClient(ended.address(), TIME)) {
      last.shutdown();
      assertThat(ended.process().onExit().join().exitValue()).isZero();
    }
  }
}
