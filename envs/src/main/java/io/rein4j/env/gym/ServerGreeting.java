package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The question to a server of what it can do. */
final class ServerGreeting {

  /**
   * Holds the token of a server that asks for one; a config, which is kept with a run, does not.
   */
  static final String TOKEN = "REIN4J_GYM_TOKEN";

  /** What {@code gym_server.py} takes as one. */
  private static final Pattern POSSIBLE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private ServerGreeting() {}

  static @Nullable String token() {
    return token(System.getenv(TOKEN));
  }

  /**
   * Returns the token of a variable's value, or null if there is none.
   *
   * @throws IllegalArgumentException if no server can have it
   */
  static @Nullable String token(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (!POSSIBLE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          TOKEN
              + " holds what can be no server's token: one is of ASCII characters that can be seen,"
              + " without a blank or a line end before or after them.");
    }
    return value;
  }

  /**
   * Asks a server what it can do.
   *
   * @param notices hears a sentence when the server cannot be reached and is tried again
   * @return what it says, or nothing if it does not answer frames; those that only know
   *     gym-http-api do not know the question
   * @throws IllegalArgumentException if the server wants another token
   */
  static Optional<Greeting> ask(URI address, GymSettings settings, Consumer<String> notices)
      throws IOException {
    Duration time = settings.answerTime();
    try (GymHttpClient client =
        new GymHttpClient(new HttpWire(address, time, false, token()), time, notices)) {
      HttpAnswer answer = client.send("GET", "/v1/health", "", null, Repeat.ALLOWED);
      if (RefusedException.isOfToken(answer.status())) {
        try {
          client.require(answer, "GET /v1/health");
        } catch (RefusedException e) {
          throw new IllegalArgumentException(e.getMessage(), e);
        }
      }
      if (!answer.ok() || answer.isHtml() || answer.body().length > Greeting.LARGEST) {
        return Optional.empty();
      }
      JsonNode health;
      try {
        health = GymJson.READER.readTree(answer.body());
      } catch (IOException e) {
        return Optional.empty();
      }
      return Greeting.capabilities(health).contains(Capability.FRAMES.word())
          ? Optional.of(Greeting.read(health, "The Gym server at " + address))
          : Optional.empty();
    }
  }

  /**
   * Returns the way to a server that answers frames.
   *
   * @param notices hears a sentence when the server cannot be reached and is tried again
   */
  static RemoteHost frames(
      URI address, Greeting greeting, GymSettings settings, Consumer<String> notices) {
    Duration time = settings.answerTime();
    return new FrameHost(
        List.of(channel(address, greeting, time, time, notices)),
        settings,
        channel(address, greeting, GymHost.FAREWELL, Duration.ZERO, sentence -> {}));
  }

  private static HttpChannel channel(
      URI address,
      Greeting greeting,
      Duration timeout,
      Duration patience,
      Consumer<String> notices) {
    // A connection that the server has closed meanwhile looks as if the request was lost.
    boolean keepAlive = greeting.has(Capability.SEQUENCE);
    return new HttpChannel(
        new GymHttpClient(new HttpWire(address, timeout, keepAlive, token()), patience, notices),
        greeting,
        UUID.randomUUID().toString());
  }
}
