package org.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rein4j.policy.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP service that acts by a trained policy, for programs on this machine: {@code GET
 * /action?observation=18.5,-3} is answered with the numbers of the greedy action, here {@code 1.0}.
 *
 * <p>Many threads share the policy, which never changes. It refuses observations that do not fit,
 * in a sentence, which becomes the answer.
 */
final class PolicyService implements AutoCloseable {

  private static final int THREADS = 4;
  private static final String PARAMETER = "observation=";

  private final Policy policy;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final HttpServer server;

  /**
   * Starts a service on a free port.
   *
   * @param policy what it acts by
   */
  PolicyService(Policy policy) throws IOException {
    this.policy = policy;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/action", this::answer);
    server.start();
  }

  /** Returns the address that {@code ?observation=…} is appended to. */
  URI address() {
    return URI.create("http://localhost:%d/action".formatted(server.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, 200, action(exchange.getRequestURI().getQuery()));
      } catch (IllegalArgumentException e) {
        send(exchange, 400, e.getMessage());
      }
    }
  }

  private String action(String query) {
    StringJoiner numbers = new StringJoiner(",");
    for (float number : policy.act(observation(query))) {
      numbers.add(Float.toString(number));
    }
    return numbers.toString();
  }

  private static float[] observation(String query) {
    if (query == null || !query.startsWith(PARAMETER)) {
      throw new IllegalArgumentException("The observation is missing: /action?observation=18.5,-3");
    }
    String[] numbers = query.substring(PARAMETER.length()).split(",", -1);
    float[] observation = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      observation[i] = Float.parseFloat(numbers[i]);
    }
    return observation;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
