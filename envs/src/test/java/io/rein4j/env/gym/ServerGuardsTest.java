package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bundled server looks at before it acts. */
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class ServerGuardsTest {

  private static final Duration TIME = Duration.ofSeconds(30);
  private static final String TOKEN = "a token";
  private static final String AUTHORIZED = "Authorization: Bearer " + TOKEN + "\r\n";
  private static final String ALONE = "rein4j_test_envs:Alone-v0";
  private static final String COUNTING = "rein4j_test_envs:Counting-v0";
  private static final int SMALL = 100_000;

  @TempDir static Path folder;

  private static String interpreter;
  private static Serving server;
  private static Serving closed;
  private static GymHttpClient client;

  @BeforeAll
  static void start(Python python) throws IOException {
    interpreter = PythonEnvs.python(python, folder);
    server =
        Serving.start(
            PythonSetup.serverProgram(),
            interpreter,
            Map.of(),
            "--recordings",
            folder.resolve("recordings").toString());
    // Few descriptors, and no docstrings.
    Path few = folder.resolve("few");
    Files.writeString(few, "#!/bin/sh\nulimit -n 128; exec '%s' \"$@\"\n".formatted(interpreter));
    Files.setPosixFilePermissions(few, PosixFilePermissions.fromString("rwxr-xr-x"));
    closed =
        Serving.start(
            PythonSetup.serverProgram(),
            few.toString(),
            Map.of("REIN4J_GYM_TOKEN", TOKEN, "PYTHONOPTIMIZE", "2"),
            "--max-body",
            Integer.toString(SMALL));
    client = new GymHttpClient(server.address(), TIME);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    closed.close();
  }

  private static HttpAnswer post(String path, String body) throws IOException {
    return client.send(
        "POST", path, "application/json", body.getBytes(StandardCharsets.UTF_8), Repeat.FORBIDDEN);
  }

  private static JsonNode made(String body) throws IOException {
    HttpAnswer answer = post("/v1/envs/", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return GymJson.READER.readTree(answer.body());
  }

  private static String deep() {
    return "[".repeat(100_000) + "]".repeat(100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          envs | {"env_id":3} | 'env_id' is text
          envs | {"env_id":"CartPole-v1","options":[1]} | 'options' is an object, not [1].
          envs | {"env_id":"CartPole-v1","settings":"x"} | 'settings' is an object, not 'x'.
          envs | {"env_id":"CartPole-v1","settings":{"resize":"x"}} | 'resize' is a whole number from 1 to 4096
          envs | {"env_id":"CartPole-v1","settings":{"frame_skip":1.5}} | 'frame_skip' is a whole number
          envs | {"env_id":"CartPole-v1","settings":{"grayscale":"x"}} | 'grayscale' is true or false
          envs | {"env_id":"CartPole-v1","seed":1.5} | 'seed' is a whole number of 0 or more
          envs | {"env_id":"CartPole-v1","flat":"x"} | 'flat' is true or false
          envs | {"env_id":"CartPole-v1","count":"x"} | 'count' is a whole number from 1 to 1024
          envs | {"env_id":"CartPole-v1","count":1000000000} | 'count' is a whole number from 1 to 1024
          envs | {"env_id":"CartPole-v1","count":2,"seed":"x"} | 'seed' is a whole number
          envs | {"env_id":"CartPole-v1","lease":"x"} | 'lease' is a number of seconds above 0
          envs | {"env_id":"CartPole-v1","lease":-1} | 'lease' is a number of seconds above 0
          envs | {"env_id":"CartPole-v1","lease":true} | 'lease' is a number of seconds above 0
          envs | {"env_id":"CartPole-v1","lease":NaN} | 'lease' is a number of seconds above 0
          envs | {"env_id":"CartPole-v1","lease":1e999} | 'lease' is a number of seconds above 0
          envs | DEEP | Request is not a valid json: it is nested too deep.
          envs | {"env_id":"rein4j_test_envs:Leave-v0"} | Cannot make environment 'rein4j_test_envs:Leave-v0': it called sys.exit(2) (rein4j_test_envs.py:
          envs | {"env_id":"CartPole-v1","options":{"no_such":1}} | Cannot make environment 'CartPole-v1' with {'no_such': 1}: TypeError:
          envs | {"env_id":"rein4j_test_envs:Counting-v9"} | Cannot make environment 'rein4j_test_envs:Counting-v9': Environment version
          envs | {"env_id":"no_such_module:Maze-v0"} | Cannot make environment 'no_such_module:Maze-v0': No module named 'no_such_module'
          envs/ID/reset | {"seed":-1} | 'seed' is a whole number of 0 or more
          envs/ID/reset | {"options":[1]} | 'options' is an object
          envs/ID/step | {"action":"x"} | 'x' is not an action of
          envs/ID/step | {"action":[1]} | [1] is not an action of
          envs/ID/step | {"action":2} | 2 is not an action of
          envs/ID/step | {"action":0.9999999999} | 0.9999999999 is not an action of
          envs/ID/step | {"action":1e999} | inf is not an action of
          envs/ID/step | {"action":NaN} | nan is not an action of
          envs/ID/step | {"action":1000000000000000000000000} | is not an action of
          envs/ID/step | DEEP | Request is not a valid json
          batch/reset | {"instances":"ID"} | 'instances' is an array
          batch/reset | {"instances":[{}]} | 'instances' are ids
          batch/reset | {"instances":["ID","ID"]} | A message names an environment once.
          batch/reset | {"instances":["ID"],"seeds":"x"} | 'seeds' is an array
          batch/reset | {"instances":["ID"],"seeds":["x"]} | 'seed' is a whole number
          batch/reset | {"instances":["ID"],"seeds":[10000000000000000000]} | 'seed' is a whole number
          batch/step | {"instances":["ID"],"actions":"x"} | 'actions' is an array
          batch/step | {"instances":["ID"],"actions":["x"]} | 'actions' are an array of numbers
          batch/step | {"instances":["ID"],"actions":[0,1]} | There are 1 instances, but 2 actions.
          batch/step | {"instances":["ID"],"actions":[0.9999999999]} | An action of a Discrete is a whole number
          batch/lease | {"instances":3} | 'instances' is an array
          envs/ID/monitor/start | {"directory":".."} | 'directory' is a name
          envs/ID/monitor/start | {"directory":"a/../.."} | 'directory' is a name
          envs/ID/monitor/start | {"directory":"a/."} | 'directory' is a name
          envs/ID/monitor/start | {"directory":"LONG"} | 'directory' is a name of at most 100 characters
          """)
  void request_thatIsWrong_isRefusedInASentence(String path, String body, String told)
      throws IOException {
    String instance = client.create("CartPole-v1");
    UnaryOperator<String> filled =
        text ->
            text.replace("ID", instance).replace("DEEP", deep()).replace("LONG", "x".repeat(300));
    HttpAnswer answer = post("/v1/" + filled.apply(path) + "/", filled.apply(body));
    JsonNode error = GymJson.READER.readTree(answer.body()).path("error");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(error.path("kind").asText()).isEqualTo("request");
    assertThat(error.path("message").asText()).contains(told);
    assertThat(answer.body().length).isLessThan(2000);
    client.reset(instance);
    client.close(instance);
  }

  private static List<byte[]> wrongFrames() {
    List<byte[]> frames = new ArrayList<>();
    for (String make :
        List.of(
            "",
            "[]",
            "null",
            "3",
            "\"x\"",
            "{}",
            "{\"env_id\":[]}",
            "{\"env_id\":\"CartPole-v1\",\"options\":[1]}",
            "{\"env_id\":\"CartPole-v1\",\"settings\":\"x\"}",
            "{\"env_id\":\"CartPole-v1\",\"settings\":{\"max_episode_steps\":[]}}",
            "{\"env_id\":\"CartPole-v1\",\"lease\":{}}",
            "{\"env_id\":\"rein4j_test_envs:Leave-v0\"}",
            "\u00ff",
            deep())) {
      frames.add(("\u0001" + make).getBytes(StandardCharsets.ISO_8859_1));
    }
    for (byte[] other :
        List.of(
            new byte[] {},
            new byte[] {9},
            new byte[] {2},
            new byte[] {2, 0, 0, 0, 0},
            new byte[] {2, 1, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0},
            new byte[] {3, 0, 0, 0, 0, 0, 0, 0, 0},
            new byte[] {3, -1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {4, -1, -1, -1, -1},
            new byte[] {5},
            new byte[] {5, -1, -1, -1, -1})) {
      frames.add(other);
    }
    return frames;
  }

  private static void requireRefused(byte[] answer) {
    assertThat(answer[0]).isEqualTo((byte) 1);
    assertThat(new String(answer, 1, answer.length - 1, StandardCharsets.UTF_8))
        .containsAnyOf("\"kind\":\"request\"", "\"kind\":\"unknown\"")
        .contains("\"message\":\"")
        .doesNotContain("Error");
  }

  @Test
  void frame_thatIsWrongOnAServer_isAnswered() throws IOException {
    for (byte[] frame : wrongFrames()) {
      HttpAnswer answer =
          client.send("POST", "/v1/frames/", "application/octet-stream", frame, Repeat.FORBIDDEN);
      assertThat(answer.status()).isEqualTo(200);
      requireRefused(answer.body());
    }
  }

  @Test
  void package_folderOfThatNameWithoutCode_isNone(@TempDir Path here)
      throws IOException, InterruptedException {
    Files.createDirectory(here.resolve("gym"));
    String asked =
        "import runpy; runpy.run_path(r'%s')['package']('gym')"
            .formatted(PythonSetup.serverProgram());
    Path said = here.resolve("said");
    Process python =
        new ProcessBuilder(interpreter, "-c", asked)
            .directory(here.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();

    assertThat(python.waitFor()).isEqualTo(1);
    assertThat(Files.readString(said)).contains("ModuleNotFoundError: No module named 'gym'");
  }

  @Test
  void frame_thatIsWrongInAPipe_isAnswered() throws IOException {
    Process bridge =
        new ProcessBuilder(interpreter, PythonSetup.serverProgram().toString(), "bridge")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream questions = bridge.getOutputStream();
        DataInputStream answers = new DataInputStream(bridge.getInputStream())) {
      for (byte[] frame : wrongFrames()) {
        questions.write(length(frame.length));
        questions.write(frame);
        questions.flush();
        requireRefused(answers.readNBytes(Integer.reverseBytes(answers.readInt())));
      }
    } finally {
      bridge.destroyForcibly().onExit().join();
    }
  }

  @Test
  void frame_actionThatIsNotWhole_isRefused() throws IOException {
    JsonNode made = made("{\"env_id\":\"CartPole-v1\",\"count\":2}");
    for (int count = 1; count <= 2; count++) {
      for (float action : new float[] {0.5f, Float.NaN, Float.POSITIVE_INFINITY, -1, 2, 256}) {
        byte[] answer = stepped(made.path("handles"), count, action);
        requireRefused(answer);
        assertThat(new String(answer, StandardCharsets.UTF_8))
            .contains(" is not an action of CartPole-v1, whose space is Discrete(2).");
      }
    }
    for (JsonNode instance : made.path("instance_ids")) {
      client.close(instance.asText());
    }
  }

  /** Steps environments in a frame, all of them with the same action. */
  private static byte[] stepped(JsonNode handles, int count, float... action) throws IOException {
    byte[] step = new byte[9 + (12 + 4 * action.length) * count];
    ByteBuffer buffer = ByteBuffer.wrap(step).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 3).putInt(count).putInt(action.length);
    for (int i = 0; i < count; i++) {
      buffer.putInt(handles.path(i).asInt());
    }
    buffer.position(9 + 12 * count);
    for (int i = 0; i < count; i++) {
      for (float element : action) {
        buffer.putFloat(element);
      }
    }
    return client
        .send("POST", "/v1/frames/", "application/octet-stream", step, Repeat.FORBIDDEN)
        .body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ActBinary   | [257, 256, 256]      | [1, 0, 1]
          ActBinary   | [2, 0, 0]            | [0, 0, 0]
          ActBinary   | [-1, 0, 0]           | [0, 1, 0]
          ActBinary   | [Infinity, 0, 0]     | [1, 1, 1]
          ActMulti    | [4, 1]               | [3, 1]
          ActMulti    | [1, 0]               | [1, 1]
          ActMulti    | [-Infinity, 1]       | [1, 3]
          ActMulti    | [NaN, 1]             | [2, 2]
          ActMulti    | [0.9999999999, 1]    | [2, 3]
          ActChoices  | [7, 1, 0]            | [6, 1, 0]
          ActChoices  | [5, 1, 3]            | [5, 2, 2]
          ActByte     | [NaN, 0, 0]          | [0, 0, 0]
          ActByte     | [0, 0, Infinity]     | [0, 0, 255]
          ActBool     | [NaN, 0]             | [1, 0]
          ActDict     | [0, NaN]             | [0, 3]
          """)
  void action_thatIsNotInItsSpace_isRefusedByEveryRoute(String space, String wrong, String right)
      throws IOException {
    JsonNode made = made("{\"env_id\":\"rein4j_peoples_envs:%s-v0\",\"count\":2}".formatted(space));
    JsonNode instances = made.path("instance_ids");
    String one = instances.path(0).asText();
    for (JsonNode instance : instances) {
      client.reset(instance.asText());
    }
    HttpAnswer step = post("/v1/envs/" + one + "/step/", "{\"action\":" + wrong + "}");
    assertThat(step.status()).as(step.text()).isEqualTo(400);
    assertThat(step.text()).contains("is not an action of rein4j_peoples_envs:" + space);
    HttpAnswer batch =
        post(
            "/v1/batch/step/",
            "{\"instances\":%s,\"actions\":[%s,%s]}".formatted(instances, right, wrong));
    assertThat(batch.status()).as(batch.text()).isEqualTo(400);
    String[] texts = wrong.replaceAll("[\\[\\] ]", "").split(",", -1);
    float[] elements = new float[texts.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Float.parseFloat(texts[i]);
    }
    // What float32 cannot tell from an action is one in a frame.
    if (!wrong.contains("0.9999999999")) {
      requireRefused(stepped(made.path("handles"), 1, elements));
      requireRefused(stepped(made.path("handles"), 2, elements));
    }
    HttpAnswer taken =
        post(
            "/v1/batch/step/",
            "{\"instances\":%s,\"actions\":[%s,%s]}".formatted(instances, right, right));
    assertThat(taken.text()).contains("\"rewards\":[1.0,1.0]");
    for (JsonNode instance : instances) {
      client.close(instance.asText());
    }
  }

  @Test
  void frame_ofAnEnvironmentThatIsNotFlat_isRefused() throws IOException {
    JsonNode made = made("{\"env_id\":\"rein4j_peoples_envs:ActText-v0\",\"flat\":false}");
    byte[] answer = stepped(GymJson.READER.readTree("[" + made.path("handle") + "]"), 1, 0);
    requireRefused(answer);
    assertThat(new String(answer, StandardCharsets.UTF_8)).contains("is a Text");
    client.close(made.path("instance_id").asText());
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
  }

  @Test
  void step_environmentThatEndsTheProgram_isAnswered() throws IOException {
    String instance =
        made("{\"env_id\":\"%s\",\"options\":{\"fault\":\"leave\",\"at_step\":1}}"
                .formatted(COUNTING))
            .path("instance_id")
            .asText();
    client.reset(instance);
    HttpAnswer json = post("/v1/envs/" + instance + "/step/", "{\"action\":0}");
    assertThat(json.status()).isEqualTo(500);
    assertThat(json.text()).contains(COUNTING + " raised SystemExit: 3");
    client.reset(instance);
    HttpAnswer batch =
        post("/v1/batch/step/", "{\"instances\":[\"%s\"],\"actions\":[0]}".formatted(instance));
    assertThat(batch.status()).isEqualTo(500);
    assertThat(batch.text()).contains(COUNTING + " raised SystemExit: 3", "\"index\":0");
    client.close(instance);
  }

  @Test
  void step_longerThanItsLeaseAndAskedForTwice_isTakenAloneAndWhole() throws IOException {
    String instance =
        made("{\"env_id\":\"%s\",\"options\":{\"seconds\":1.6},\"lease\":1}".formatted(ALONE))
            .path("instance_id")
            .asText();
    client.reset(instance);
    String step = "{\"instances\":[\"%s\"],\"actions\":[0]}".formatted(instance);
    List<CompletableFuture<HttpAnswer>> steps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      steps.add(
          CompletableFuture.supplyAsync(
              () -> {
                try (GymHttpClient another = new GymHttpClient(server.address(), TIME)) {
                  return another.send(
                      "POST",
                      "/v1/batch/step/",
                      "application/json",
                      step.getBytes(StandardCharsets.UTF_8),
                      Repeat.FORBIDDEN);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    for (CompletableFuture<HttpAnswer> each : steps) {
      assertThat(each.join().text()).contains("\"rewards\":[1.0]");
    }
    long end = System.nanoTime() + TIME.toNanos();
    while (client.list().containsKey(instance)) {
      assertThat(System.nanoTime()).as("its lease ran out").isLessThan(end);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: +2', 400, 'A Content-Length is a whole number, not ''+2''.'",
    "'Content-Length: 1_0', 400, 'A Content-Length is a whole number, not ''1_0''.'",
    "'Content-Length: -1', 400, 'A Content-Length is a whole number, not ''-1''.'",
    "'Content-Length: 99999999999999999999', 413, at most",
    "'Host: LOCALHOST:5000', 200, all_envs",
    "'Host: LocalHost.example', 403, not called",
    "'Origin: http://localhost', 403, Pages in a browser"
  })
  void head_ofAnyKind_isReadStrictly(String header, int status, String told) throws IOException {
    String answer =
        server.talk("GET /v1/envs/ HTTP/1.1\r\nConnection: close\r\n" + header + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A: b\r\n", "A: b\n", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void head_withoutEnd_isNotReadToTheEnd(String piece) throws IOException {
    String answer =
        server.talk("GET /v1/envs/ HTTP/1.1\r\n" + piece.repeat(100_000 / piece.length()));
    assertThat(answer).startsWith("HTTP/1.1 431").contains("Connection: close", "at most");
  }

  @Test
  void head_withoutToken_isAnsweredBeforeItsBodyIsSent() throws IOException {
    String head = "POST /v1/envs/ HTTP/1.1\r\nContent-Length: 90000\r\n";
    String refused = "HTTP/1.1 401 Unauthorized";
    assertThat(closed.talk(head + "\r\n")).startsWith(refused);
    assertThat(closed.talk(head + "Expect: 100-continue\r\n\r\n")).startsWith(refused);
    assertThat(closed.talk(head + "Authorization: Bearer \u00ff\r\n\r\n")).startsWith(refused);
    // All of it arrives although the body was not read.
    assertThat(closed.talk(head + "\r\n" + " ".repeat(90_000)))
        .startsWith(refused)
        .endsWith("A token is needed: Authorization: Bearer TOKEN.\"}\n");
    // What comes after a refusal on the same connection is not looked at.
    assertThat(closed.talk("GET /v1/health HTTP/1.1\r\n\r\nGET /v1/health HTTP/1.1\r\n\r\n"))
        .startsWith(refused)
        .doesNotContain("200 OK");
  }

  @Test
  void connections_moreIdleOnesThanDescriptors_keepNobodyOut() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 150; i++) {
        Socket socket = closed.connect();
        idle.add(socket);
        if (i % 2 == 0) {
          socket
              .getOutputStream()
              .write("GET /v1/envs/ HTTP/1.1\r\nA:".getBytes(StandardCharsets.US_ASCII));
        }
      }
      String list = "GET /v1/envs/ HTTP/1.1\r\nConnection: close\r\n" + AUTHORIZED + "\r\n";
      assertThat(closed.talk(list)).contains("200 OK", "all_envs");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void connections_moreAdmittedOnesThanDescriptors_giveWayToNewOnes() throws IOException {
    String list = "GET /v1/envs/ HTTP/1.1\r\n" + AUTHORIZED + "\r\n";
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 120; i++) {
        Socket socket = closed.connect();
        idle.add(socket);
        socket.getOutputStream().write(list.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void sessions_moreThanAreKept_areRefusedAndTheirAnswersGivenUp() throws IOException {
    try (Socket socket = closed.connect()) {
      assertThat(inSession(socket, 0)).contains("404", "There is nothing at");
      assertThat(inSession(socket, 0)).contains("404", "There is nothing at");
      for (int i = 1; i < 1024; i++) {
        assertThat(inSession(socket, i)).contains("404");
      }
      assertThat(inSession(socket, 1024)).contains("429", "There are 1024 sessions");
      assertThat(inSession(socket, 1023)).contains("404", "There is nothing at");
      assertThat(inSession(socket, 0)).contains("409", "is no longer kept");
    }
  }

  private static String inSession(Socket socket, int session) throws IOException {
    String head =
        "POST /v1/%s HTTP/1.1\r\n%sRein4J-Session: s".formatted("x".repeat(60), AUTHORIZED)
            + session
            + "\r\nRein4J-Sequence: 1\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] buffer = new byte[4096];
    int count = socket.getInputStream().read(buffer);
    return new String(buffer, 0, count, StandardCharsets.US_ASCII);
  }

  @Test
  void monitor_anyName_staysInItsFolder() throws IOException {
    String instance = client.create("CartPole-v1");
    for (String name : List.of("../../b", "/tmp/../c d", "..e")) {
      client.startMonitor(instance, name, false, false);
      client.closeMonitor(instance);
    }
    client.close(instance);
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.endsWith("episodes.stats.json")))
          .extracting(file -> folder.relativize(file).toString())
          .containsExactlyInAnyOrder(
              "recordings/b/episodes.stats.json",
              "recordings/c_d/episodes.stats.json",
              "recordings/..e/episodes.stats.json");
    }
    // A recording that cannot be gone on with is no reason to fail.
    Files.writeString(folder.resolve("recordings/b/episodes.stats.json"), "[");
    String again = client.create("CartPole-v1");
    assertThat(
            post("/v1/envs/" + again + "/monitor/start/", "{\"directory\":\"b\",\"resume\":true}")
                .text())
        .contains("holds no recording that can be gone on with");
    client.close(again);
  }

  @Test
  void close_recordingThatCannotBeWritten_isRefusedAndTheEnvironmentClosed(@TempDir Path own)
      throws IOException {
    Path closedIt = own.resolve("closed");
    String instance =
        made("{\"env_id\":\"%s\",\"options\":{\"told\":\"%s\"}}".formatted(ALONE, closedIt))
            .path("instance_id")
            .asText();
    client.startMonitor(instance, "unwritable", false, false);
    Files.createDirectory(folder.resolve("recordings/unwritable/episodes.stats.json"));
    HttpAnswer answer = post("/v1/envs/" + instance + "/close/", "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(500);
    assertThat(answer.text()).contains("episodes.stats.json' cannot be written: ");
    assertThat(closedIt).exists();
    assertThat(client.list()).doesNotContainKey(instance);
    Files.delete(folder.resolve("recordings/unwritable/episodes.stats.json"));
  }

  @Test
  void connection_thatUploads_isNotTakenForIdle() throws IOException {
    String list = "GET /v1/envs/ HTTP/1.1\r\n" + AUTHORIZED + "\r\n";
    List<Socket> idle = new ArrayList<>();
    try (Socket uploading = closed.connect()) {
      uploading
          .getOutputStream()
          .write(
              ("POST /v1/nothing HTTP/1.1\r\n"
                      + AUTHORIZED
                      + "Connection: close\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      String asked = "HTTP/1.1 100 Continue\r\n\r\n";
      assertThat(uploading.getInputStream().readNBytes(asked.length())).asString().isEqualTo(asked);
      for (int i = 0; i < 60; i++) {
        Socket socket = closed.connect();
        idle.add(socket);
        socket.getOutputStream().write(list.getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
      }
      uploading.getOutputStream().write('}');
      assertThat(uploading.getInputStream().readAllBytes()).asString().contains("404 Not Found");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** Runs a program beside the server's, whose parts it can get at. */
  private static void run(String program) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(interpreter, "-c", program);
    Path server = PythonSetup.serverProgram();
    builder.environment().put("SERVER", server.toAbsolutePath().toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
  }

  private static final String IMPORT =
      """
      import argparse, importlib.util, os, socket, threading, time
      found = importlib.util.spec_from_file_location("gym_server", os.environ["SERVER"])
      gym_server = importlib.util.module_from_spec(found)
      found.loader.exec_module(gym_server)
      """;

  @Test
  void session_afterAStepLongerThanItsLease_isKept() throws Exception {
    run(
        IMPORT
            + """
            sessions = gym_server.Sessions(1000)
            session = sessions.get("a")
            session.touched -= 100
            sessions.keep(session, 1, (200, "", b""))
            sessions.free(time.monotonic() - 50)
            assert sessions.get("a") is session
            session.touched -= 100
            sessions.free(time.monotonic() - 50)
            assert sessions.get("a") is not session
            """);
  }

  @Test
  void connections_whereOneThreadDoesNotStart_areStillAccepted() throws Exception {
    run(
        IMPORT
            + """
            class Library:
                import numpy

            arguments = argparse.Namespace(
                host="127.0.0.1", port=0, max_envs=1, max_body=1000, max_connections=4, lease=60,
                verbose=False
            )
            server = gym_server.Server(Library(), arguments, "")
            start, accepting = threading.Thread.start, []

            def failing(thread):
                if thread._target == server.accept:
                    accepting.append(thread)
                    if len(accepting) == 2:
                        raise RuntimeError("can't start new thread")
                start(thread)

            threading.Thread.start = failing
            threading.Thread(target=server.serve_forever, daemon=True).start()
            for _ in range(3):
                with socket.create_connection(server.server_address, 20) as connection:
                    connection.sendall(b"GET /v1/x HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n")
                    assert connection.recv(12) == b"HTTP/1.1 404"
            assert len(accepting) > 2 and server.waiting > 0
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " secret", "secret\n", "gehe\u00fcm", "a\u0007b"})
  void token_thatNoHeaderCanHold_isRefusedAtTheStart(String token) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(interpreter, PythonSetup.serverProgram().toString(), "serve");
    builder.environment().put("REIN4J_GYM_TOKEN", token);
    requireRefusal(builder, "gym_server: A token in REIN4J_GYM_TOKEN is sent in a header");
  }

  @Test
  void token_notUtf8OrMadeBesideAnother_isRefusedAtTheStart() throws Exception {
    String serve = "exec '%s' '%s' serve".formatted(interpreter, PythonSetup.serverProgram());
    requireRefusal(
        new ProcessBuilder("sh", "-c", "REIN4J_GYM_TOKEN=$(printf '\\377x') " + serve),
        "gym_server: A token in REIN4J_GYM_TOKEN is sent in a header");
    requireRefusal(
        new ProcessBuilder("sh", "-c", "REIN4J_GYM_TOKEN=a " + serve + " --token auto"),
        "gym_server: With a token in REIN4J_GYM_TOKEN there is no use in --token auto.");
    requireRefusal(
        new ProcessBuilder("sh", "-c", serve + " --host 0.0.0.0"),
        "gym_server: A server on 0.0.0.0 is open to other machines");
    requireRefusal(new ProcessBuilder("sh", "-c", serve + " --lease nan"), "--lease");
  }

  private static void requireRefusal(ProcessBuilder builder, String told) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(told)
        .doesNotContain("Traceback");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void token_auto_isPrintedOnceAndNeeded() throws IOException {
    try (Serving own =
            Serving.start(PythonSetup.serverProgram(), interpreter, Map.of(), "--token", "auto");
        GymHttpClient stranger = new GymHttpClient(own.address(), TIME)) {
      String token = own.printed().replaceFirst(".*REIN4J_GYM_TOKEN=", "");
      assertThat(token).matches("[A-Za-z0-9_-]{32}");
      HttpWire wire = new HttpWire(HttpWire.address(own.address()), TIME, true, token);
      try (GymHttpClient friend = new GymHttpClient(wire, TIME)) {
        assertThat(friend.list()).isEmpty();
      }
      HttpAnswer refused = stranger.send("GET", "/v1/envs/", "", null, Repeat.FORBIDDEN);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.text()).doesNotContain(token);
    }
  }
}
