package io.rein4j.env.gym;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A server that answers requests with whatever bytes it is told to, and hangs up after each. */
final class RawServer implements AutoCloseable {

  /** What is answered. */
  interface Responder {
    /**
     * Returns the bytes of an answer, head and all; null to say nothing until the client goes.
     *
     * @param path of the request
     * @param body of the request
     */
    byte @org.jspecify.annotations.Nullable [] answer(String path, byte[] body);
  }

  private final Loopback port;
  private final Responder responder;

  RawServer(Responder responder) throws IOException {
    this.responder = responder;
    this.port = new Loopback(this::serve);
  }

  String address() {
    return port.address();
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String path = line(in).split(" ", 3)[1];
      int length = 0;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      byte[] answer = responder.answer(path, in.readNBytes(length));
      if (answer != null) {
        client.getOutputStream().write(answer);
        client.shutdownOutput();
      }
      while (in.read() >= 0) {
        // The client goes when it likes.
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The client hung up.");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Returns an answer with its head. */
  static byte[] http(String status, String contentType, byte[] body) {
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return Bytes.none().raw(head.getBytes(StandardCharsets.ISO_8859_1)).raw(body).all();
  }

  static byte[] json(String body) {
    return http("200 OK", "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] frame(Bytes body) {
    return http("200 OK", "application/octet-stream", body.all());
  }

  @Override
  public void close() {
    port.close();
  }
}
