package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds out what a server can do. */
final class ServerGreeting {

  /**
   * Holds the token of a server that asks for one; a config, which is kept with a run, does not.
   */
  private static final String TOKEN = "REIN4J_GYM_TOKEN";

  private ServerGreeting() {}

  static @Nullable String token() {
    String token = System.getenv(TOKEN);
    return token == null || token.isEmpty() ? null : token;
  }

  /**
   * Asks a server what it can do besides gym-http-api: nothing, if it does not know the question.
   */
  static Set<String> capabilities(URI address, GymSettings settings) throws IOException {
    Duration time = settings.answerTime();
    try (GymHttpClient client =
        new GymHttpClient(new HttpWire(address, time, false, token()), time)) {
      HttpAnswer answer = client.send("GET", "/v1/health", "", null, Repeat.ALLOWED);
      if (answer.status() == 401 || answer.status() == 403) {
        client.require(answer, "GET /v1/health");
      }
      if (!answer.ok() || answer.isHtml()) {
        return Set.of();
      }
      Set<String> capabilities = new HashSet<>();
      try {
        JsonNode health = GymHttpClient.READER.readTree(answer.body());
        health.path("capabilities").forEach(capability -> capabilities.add(capability.asText()));
      } catch (IOException e) {
        return Set.of();
      }
      return capabilities;
    }
  }

  static Far frames(URI address, GymSettings settings, Set<String> capabilities) {
    Duration time = settings.answerTime();
    return new FrameFar(
        List.of(channel(address, time, time)),
        settings,
        capabilities,
        channel(address, GymHost.FAREWELL, Duration.ZERO));
  }

  private static HttpChannel channel(URI address, Duration timeout, Duration patience) {
    return new HttpChannel(
        new GymHttpClient(new HttpWire(address, timeout, true, token()), patience),
        UUID.randomUUID().toString());
  }
}
