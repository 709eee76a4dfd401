package org.example;

import io.rein4j.env.Env;
import io.rein4j.policy.Policy;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A thermostat from training to service: trains a policy on an environment of the program's own,
 * loads it into an HTTP service, and lets the service heat a room for a day.
 */
public final class Thermostat {

  private Thermostat() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    // Otherwise the JDK's server holds the end of an answer back, for 40 ms on Linux.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Path target = Files.createDirectories(Path.of("target"));
    Path file = target.resolve("thermostat.policy");
    RunSummary summary =
        Training.train(Files.createTempDirectory(target, "runs-").resolve("room"), file);
    System.out.printf(
        Locale.ROOT, "%s returns %.1f a day on average%n", file, summary.evaluation().meanReturn());
    try (PolicyService service = new PolicyService(Policy.load(file))) {
      System.out.printf(
          Locale.ROOT,
          "heated by %s, the room is off by %.2f °C on average%n",
          service.address(),
          heatForADay(service.address(), 1));
    }
  }

  /**
   * Lets a service heat a room for a day.
   *
   * @param service its address
   * @param seed of the weather
   * @return by how much the room was off the temperature wished for, on average, in °C
   */
  static double heatForADay(URI service, long seed) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    double off = 0;
    try (Env room = Room.env()) {
      float[] observation = new float[room.observationSpace().size()];
      float[] action = new float[room.actionSpace().size()];
      room.reset(seed, observation, 0);
      for (int step = 0; step < Room.STEPS_A_DAY; step++) {
        URI question =
            URI.create("%s?observation=%s,%s".formatted(service, observation[0], observation[1]));
        HttpResponse<String> answer =
            client.send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IOException("%s is refused: %s".formatted(question, answer.body()));
        }
        action[0] = Float.parseFloat(answer.body());
        off += Math.abs(room.step(action, 0, observation, 0));
      }
    }
    return off / Room.STEPS_A_DAY;
  }
}
