package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The exchanges with the original server that {@code gym_http_exchanges.tsv} holds. */
record Recorded(String name, OneAtATimeServer.Request request, OneAtATimeServer.Reply reply) {

  private static final JsonMapper MAPPER = new JsonMapper();

  static List<Recorded> all() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(Recorded.class.getResourceAsStream("gym_http_exchanges.tsv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Recorded::of)
          .toList();
    }
  }

  private static Recorded of(String line) {
    String[] cells = line.split("\t", -1);
    String body = cells[8];
    if (body.startsWith("HTML ")) {
      body = OneAtATimeServer.Reply.html(body.substring(5));
    } else if (body.startsWith("{")) {
      body += "\n";
    }
    return new Recorded(
        cells[0],
        new OneAtATimeServer.Request(cells[1], cells[2], cells[3], cells[4]),
        new OneAtATimeServer.Reply(cells[5], cells[6], cells[7], body));
  }

  /** A server that answers each request with the recorded answer of that name. */
  static OneAtATimeServer.Responder inOrder(List<Recorded> exchanges) {
    java.util.Iterator<Recorded> next = exchanges.iterator();
    return request -> {
      Recorded expected = next.next();
      if (!expected.matches(request)) {
        return new OneAtATimeServer.Reply(
            "400 BAD REQUEST",
            "",
            "application/json",
            "{\"message\":\"expected %s\"}".formatted(expected.request()).replace("\"", "'"));
      }
      return expected.reply();
    };
  }

  private boolean matches(OneAtATimeServer.Request found) {
    try {
      return found.method().equals(request.method())
          && found.path().equals(request.path())
          && MAPPER.readTree(found.body()).equals(MAPPER.readTree(request.body()));
    } catch (IOException e) {
      return false;
    }
  }
}
