package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.api.Incubating;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client of gym-http-api, route by route, for the original server and those that speak as it
 * does.
 *
 * <p>No request is ever applied twice: one that changes something is sent again only if no byte of
 * it can have reached the server; questions are also sent again if their answer was lost. A client
 * is for one thread.
 */
@Incubating
public final class GymHttpClient implements AutoCloseable {

  private static final String JSON = "application/json";
  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._~-]{1,200}");

  /** How long an answer that was lost may take when it is asked for again: it is there already. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** How much of an answer's text is looked at where only a sentence is made of it. */
  private static final int LOOKED_AT = 4096;

  /** A rule for whether a request may be sent again after its answer was lost. */
  enum Repeat {
    /** It changes nothing, or the server tells a second one from the first. */
    ALLOWED,
    /** It would be applied a second time. */
    FORBIDDEN
  }

  private final HttpWire wire;
  private final Duration patience;
  private final Consumer<String> notices;
  // Of the pauses between attempts, which nothing that is learned depends on.
  private final Pcg64 jitter = new Pcg64(System.nanoTime() & Long.MAX_VALUE);
  private boolean givenUp;

  /**
   * Makes a client; it connects with the first request.
   *
   * @param server the server's address, such as {@code http://127.0.0.1:5000}
   * @param timeout how long one answer may take, which is a minute more where an environment is
   *     made, and how long a server that cannot be reached is tried again
   */
  public GymHttpClient(String server, Duration timeout) {
    this(new HttpWire(HttpWire.address(server), timeout, false, null), timeout);
  }

  GymHttpClient(HttpWire wire, Duration patience) {
    this(wire, patience, sentence -> {});
  }

  /**
   * Makes a client.
   *
   * @param notices hears a sentence when the server cannot be reached and is tried again
   */
  GymHttpClient(HttpWire wire, Duration patience, Consumer<String> notices) {
    this.wire = wire;
    this.patience = patience;
    this.notices = notices;
  }

  /**
   * Makes an environment.
   *
   * @param id such as {@code CartPole-v0}; which there are depends on the server's Gym
   * @return the instance's id
   * @throws IOException if there is no such environment, or the server fails
   */
  public String create(String id) throws IOException {
    return create(object().put("env_id", id), Repeat.FORBIDDEN);
  }

  /**
   * Makes an environment whose generator is seeded.
   *
   * @param id such as {@code CartPole-v0}
   * @param seed 1 or larger: the original server takes 0 for no seed
   * @return the instance's id
   * @throws IOException if there is no such environment, it cannot be seeded, or the server fails
   */
  public String create(String id, long seed) throws IOException {
    if (seed < 1) {
      throw new IllegalArgumentException(
          "A seed for gym-http-api must be 1 or larger, but is %s.".formatted(seed));
    }
    return create(object().put("env_id", id).put("seed", seed), Repeat.FORBIDDEN);
  }

  String create(ObjectNode body, Repeat repeat) throws IOException {
    JsonNode answer = post("/v1/envs/", body, repeat, GymHost.START);
    String instance = answer.path("instance_id").asText();
    if (!INSTANCE.matcher(instance).matches()) {
      throw unintelligible("POST /v1/envs/", GymJson.shortened(answer), null);
    }
    return instance;
  }

  /**
   * {@return the environments that exist on the server: ids of environments by those of instances}
   *
   * @throws IOException if the server fails
   */
  public Map<String, String> list() throws IOException {
    JsonNode all = get("/v1/envs/").path("all_envs");
    Map<String, String> instances = new LinkedHashMap<>();
    all.properties().forEach(field -> instances.put(field.getKey(), field.getValue().asText()));
    return instances;
  }

  /**
   * Starts an episode.
   *
   * @param instance the instance's id
   * @return the first observation
   * @throws IOException if the environment or the server fails
   */
  public GymValue reset(String instance) throws IOException {
    return reset(instance, null, Repeat.FORBIDDEN);
  }

  GymValue reset(String instance, @Nullable ObjectNode body, Repeat repeat) throws IOException {
    String path = path(instance, "reset/");
    return value(path, post(path, body, repeat), "observation", true);
  }

  /**
   * Takes a step.
   *
   * @param instance the instance's id
   * @param space the space of the action
   * @param action holds the action
   * @param offset index of the action's first float
   * @return what came of it
   * @throws IllegalArgumentException if the action is not in its space
   * @throws IOException if the environment or the server fails
   */
  public GymStep step(String instance, Space space, float[] action, int offset) throws IOException {
    space.require(action, offset);
    return step(
        instance,
        object().set("action", JsonSpaces.action(space, action, offset)),
        Repeat.FORBIDDEN);
  }

  GymStep step(String instance, ObjectNode body, Repeat repeat) throws IOException {
    String path = path(instance, "step/");
    JsonNode answer = post(path, body, repeat);
    JsonNode reward = answer.path("reward");
    boolean flags = answer.path("terminated").isBoolean() && answer.path("truncated").isBoolean();
    boolean ended = flags || answer.path("done").isBoolean();
    if (!ended || !(reward.isNumber() || reward.isBoolean() || reward.isNull())) {
      throw unintelligible("POST " + path, GymJson.shortened(answer), null);
    }
    boolean done = answer.path("done").asBoolean();
    JsonNode limit = answer.path("info").path("TimeLimit.truncated");
    boolean cut = limit.asBoolean(false);
    return new GymStep(
        value(path, answer, "observation", true),
        reward.isNull() ? Double.NaN : reward.asDouble(),
        flags ? answer.path("terminated").asBoolean() : done && !cut,
        flags ? answer.path("truncated").asBoolean() : done && cut,
        flags || limit.isBoolean());
  }

  /**
   * {@return the space of actions}
   *
   * @param instance the instance's id
   * @throws IOException if the server cannot tell, or it is one that no agent here can use
   */
  public Space actionSpace(String instance) throws IOException {
    return JsonSpaces.read(get(path(instance, "action_space/")).path("info"));
  }

  /**
   * {@return the space of observations}
   *
   * @param instance the instance's id
   * @throws IOException if the server cannot tell, as with Gym from 0.9.6 on, or it is one that no
   *     agent here can use
   */
  public Space observationSpace(String instance) throws IOException {
    return JsonSpaces.read(get(path(instance, "observation_space/")).path("info"));
  }

  /**
   * {@return a random action}
   *
   * @param instance the instance's id
   * @throws IOException if the server cannot draw one
   */
  public GymValue sampleAction(String instance) throws IOException {
    String path = path(instance, "action_space/sample");
    return value(path, get(path), "action", false);
  }

  /**
   * {@return whether an integer is in the space of actions}
   *
   * @param instance the instance's id
   * @param action the integer
   * @throws IOException if the server cannot tell
   */
  public boolean actionSpaceContains(String instance, int action) throws IOException {
    return get(path(instance, "action_space/contains/" + action)).path("member").asBoolean();
  }

  /**
   * {@return whether the space of observations has these properties}
   *
   * @param instance the instance's id
   * @param name the kind of space, such as {@code Box}
   * @param shape the dimensions
   * @throws IOException if the server cannot tell
   */
  public boolean observationSpaceContains(String instance, String name, int... shape)
      throws IOException {
    ObjectNode body = object().put("name", name);
    for (int dimension : shape) {
      body.withArray("shape").add(dimension);
    }
    return post(path(instance, "observation_space/contains"), body, Repeat.ALLOWED)
        .path("member")
        .asBoolean();
  }

  /**
   * Starts to record episodes in a folder on the server's disk. From then on a reset before an
   * episode's end is an error there, and so is a folder that has been used.
   *
   * @param instance the instance's id
   * @param directory the folder
   * @param force whether a folder that has been used is cleared
   * @param resume whether one that has been used is gone on with
   * @throws IOException if the server's Gym refuses or has no monitor
   */
  public void startMonitor(String instance, String directory, boolean force, boolean resume)
      throws IOException {
    ObjectNode body = object().put("directory", directory).put("force", force);
    body.put("resume", resume).put("video_callable", false);
    post(path(instance, "monitor/start/"), body, Repeat.FORBIDDEN);
  }

  /**
   * Stops recording.
   *
   * @param instance the instance's id
   * @throws IOException if the server fails
   */
  public void closeMonitor(String instance) throws IOException {
    post(path(instance, "monitor/close/"), null, Repeat.FORBIDDEN);
  }

  /**
   * Frees an environment.
   *
   * @param instance the instance's id
   * @throws IOException if there is none, or the server fails
   */
  public void close(String instance) throws IOException {
    post(path(instance, "close/"), null, Repeat.FORBIDDEN);
  }

  /**
   * Asks the server to upload recordings. The site that they went to is gone: every server answers
   * with an error.
   *
   * @param directory the recordings' folder on the server's disk
   * @param apiKey the user's key at that site
   * @throws IOException with what the server says
   */
  public void upload(String directory, String apiKey) throws IOException {
    ObjectNode body = object().put("training_dir", directory).put("api_key", apiKey);
    post("/v1/upload/", body, Repeat.FORBIDDEN);
  }

  /**
   * Ends the server. Servers on Werkzeug 2.1 or newer answer with an error and live on.
   *
   * @throws IOException if the server lives on
   */
  public void shutdown() throws IOException {
    HttpAnswer answer = send("POST", "/v1/shutdown/", JSON, null, Repeat.FORBIDDEN);
    require(answer, "POST /v1/shutdown/");
  }

  /** Closes the connection; environments on the server stay. */
  @Override
  public void close() {
    wire.close();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String path(String instance, String route) {
    if (!INSTANCE.matcher(instance).matches()) {
      throw new IllegalArgumentException(
          "An instance's id is letters and digits, but is '%s'.".formatted(instance));
    }
    return "/v1/envs/" + instance + "/" + route;
  }

  JsonNode get(String path) throws IOException {
    HttpAnswer answer = send("GET", path, JSON, null, Repeat.ALLOWED);
    require(answer, "GET " + path);
    return parse(answer, "GET " + path);
  }

  JsonNode post(String path, @Nullable ObjectNode body, Repeat repeat) throws IOException {
    return post(path, body, repeat, Duration.ZERO);
  }

  private JsonNode post(String path, @Nullable ObjectNode body, Repeat repeat, Duration besides)
      throws IOException {
    byte[] bytes = body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8);
    HttpAnswer answer = send("POST", path, "", JSON, bytes, repeat, GymJson.LARGEST, besides);
    require(answer, "POST " + path);
    // An answer without a body, such as 204, is all there is to say.
    return answer.body().length == 0
        ? JsonNodeFactory.instance.objectNode()
        : parse(answer, "POST " + path);
  }

  /** Returns whether the last request was given up because the server did not answer. */
  boolean hasGivenUp() {
    return givenUp;
  }

  /** Sends a request, again if that is safe, and returns whatever is answered. */
  HttpAnswer send(
      String method, String path, String contentType, byte @Nullable [] body, Repeat repeat)
      throws IOException {
    return send(method, path, "", contentType, body, repeat, GymJson.LARGEST, Duration.ZERO);
  }

  /**
   * Sends a request, again if that is safe, and returns whatever is answered.
   *
   * @param largest how many bytes the answer's body has at most
   * @param besides what the answer may take besides the time of every answer
   */
  HttpAnswer send(
      String method,
      String path,
      String headers,
      String contentType,
      byte @Nullable [] body,
      Repeat repeat,
      int largest,
      Duration besides)
      throws IOException {
    Backoff backoff = new Backoff(patience, jitter);
    Backoff reaching = new Backoff(patience, jitter);
    boolean told = false;
    Duration within = wire.timeout().plus(besides);
    SocketTimeoutException late = null;
    while (true) {
      try {
        HttpAnswer answer =
            wire.exchange(method, path, headers, contentType, body, largest, within);
        givenUp = false;
        return answer;
      } catch (HttpWire.NotSentException e) {
        if (!told) {
          told = true;
          notices.accept(
              "The Gym server at %s cannot be reached: %s. It is tried again for %s s."
                  .formatted(wire.base(), withoutStop(e), HttpWire.seconds(patience)));
        }
        if (!reaching.await()) {
          givenUp = true;
          throw new GymException(
              "The Gym server at %s could not be reached within %s s: %s."
                  .formatted(wire.base(), HttpWire.seconds(patience), withoutStop(e)),
              e);
        }
      } catch (IOException e) {
        reaching = new Backoff(patience, jitter);
        if (repeat == Repeat.FORBIDDEN) {
          givenUp = e instanceof SocketTimeoutException;
          throw new LostException(
              "The Gym server at %s got '%s %s', but %s; it is not sent again, as it may have been"
                      .formatted(wire.base(), method, path, withoutStop(e))
                  + " carried out.",
              e);
        }
        if (e instanceof SocketTimeoutException timeout && late == null) {
          late = timeout;
          within = AGAIN.compareTo(within) < 0 ? AGAIN : within;
        } else if (e instanceof ProtocolException) {
          givenUp = false;
          throw new GymException(
              "The Gym server at %s did not answer '%s %s' as a Gym server does: %s."
                  .formatted(wire.base(), method, path, withoutStop(e)),
              e);
        } else if (late != null || !backoff.await()) {
          givenUp = true;
          throw new GymException(
              "The Gym server at %s did not answer '%s %s' in %s s: %s."
                  .formatted(
                      wire.base(),
                      method,
                      path,
                      backoff.elapsed(),
                      withoutStop(late == null ? e : late)),
              e);
        }
      }
    }
  }

  private static String withoutStop(IOException e) {
    String message = e.getMessage();
    return withoutStop(
        message == null || message.isEmpty() ? e.getClass().getSimpleName() : message);
  }

  static String withoutStop(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** Refuses an answer that is an error, in the server's own words where it has some. */
  void require(HttpAnswer answer, String request) throws GymException {
    if (answer.ok()) {
      return;
    }
    String said =
        "The Gym server at %s answered '%s' with %s"
            .formatted(wire.base(), request, answer.statusLine());
    String advice = answer.status() == 401 ? tokenAdvice() : "";
    if (answer.isHtml()) {
      String page = title(answer.text(LOOKED_AT));
      throw new RefusedException(
          answer.status(),
          answer.status() == 500
              ? said + "; the reason is only in the server's log."
              : "%s%s.%s"
                  .formatted(
                      said, page.isEmpty() ? "" : " and a page '%s'".formatted(page), advice));
    }
    String message = message(answer);
    if (tellsUnknownInstance(message)) {
      throw LostException.unknown("%s: %s".formatted(said, withoutStop(message)));
    }
    throw new RefusedException(
        answer.status(),
        (message.isEmpty() ? said + "." : "%s: %s".formatted(said, message)) + advice);
  }

  private String tokenAdvice() {
    return wire.hasToken()
        ? " The one in the variable %s is not the server's: set it to the server's token."
            .formatted(ServerGreeting.TOKEN)
        : " Start Rein4J with the server's token in the variable %s."
            .formatted(ServerGreeting.TOKEN);
  }

  /** Returns the title of a page, or nothing. */
  private static String title(String page) {
    String lower = page.toLowerCase(Locale.ROOT);
    int start = lower.indexOf("<title>");
    int end = start < 0 ? -1 : lower.indexOf("</title>", start);
    return end < 0 ? "" : Printable.quoted(page.substring(start + "<title>".length(), end)).strip();
  }

  private static boolean tellsUnknownInstance(String message) {
    int start = message.indexOf("Instance_id ");
    return start >= 0 && message.indexOf(" unknown", start) >= 0;
  }

  private static String message(HttpAnswer answer) {
    try {
      JsonNode json = GymJson.READER.readTree(answer.body());
      return json == null ? "" : Printable.quoted(json.path("message").asText());
    } catch (IOException e) {
      return "";
    }
  }

  private JsonNode parse(HttpAnswer answer, String request) throws GymException {
    try {
      JsonNode json = GymJson.READER.readTree(answer.body());
      if (json != null && json.isObject()) {
        return json;
      }
      throw unintelligible(request, answer.text(LOOKED_AT), null);
    } catch (IOException e) {
      throw unintelligible(request, answer.text(LOOKED_AT), e);
    }
  }

  private GymValue value(String path, JsonNode answer, String field, boolean changes)
      throws GymException {
    try {
      return GymValue.of(answer.path(field));
    } catch (GymException e) {
      String sentence =
          "The Gym server at %s answered '%s' with an %s that cannot be used: %s"
              .formatted(wire.base(), path, field, e.getMessage());
      throw changes ? new LostException(sentence, e) : new GymException(sentence, e);
    }
  }

  /** An answer that makes no sense says nothing about what has been done. */
  private LostException unintelligible(String request, String text, @Nullable Throwable cause) {
    String start = Printable.of(text, LOOKED_AT + 1);
    return new LostException(
        "The Gym server at %s answered '%s' with something other than the protocol has: %s"
            .formatted(
                wire.base(),
                request,
                start.length() <= 80 ? "'" + start + "'." : "'" + start.substring(0, 77) + "...'."),
        cause == null ? new IOException("not the protocol") : cause);
  }
}
