package io.rein4j.env.gym;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A server like the original one: HTTP/1.0, one connection at a time, closed after each answer.
 * What it does to the n-th connection besides answering can be chosen.
 */
final class OneAtATimeServer implements AutoCloseable {

  record Request(String method, String path, String contentType, String body) {}

  record Reply(String status, String header, String contentType, String body) {

    static Reply json(String body) {
      return new Reply("200 OK", "", "application/json", body + "\n");
    }

    static Reply page(String status) {
      return new Reply(status, "", "text/html", html(status));
    }

    static String html(String title) {
      return "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>%s</title>\n<h1>%s</h1>\n"
          .formatted(title, title.substring(title.indexOf(' ') + 1));
    }

    /** The bytes that the original server sends. */
    byte[] bytes() {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      String head =
          "HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %s\r\n%sServer: Werkzeug/0.11.11 Python/3.11.2\r\nDate: Sat, 22 Nov 2025 10:00:00 GMT\r\n\r\n"
              .formatted(
                  status, contentType, content.length, header.isEmpty() ? "" : header + "\r\n");
      byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
      byte[] all = java.util.Arrays.copyOf(start, start.length + content.length);
      System.arraycopy(content, 0, all, start.length, content.length);
      return all;
    }
  }

  interface Responder {
    Reply answer(Request request);
  }

  /** What happens to a connection. */
  enum Fault {
    NONE,
    RESET_BEFORE_READING,
    RESET_AFTER_READING,
    RESET_AFTER_STEPPING,
    CUT_HALF_WAY,
    GARBAGE,
    NOT_JSON,
    STALL,
    TRICKLE
  }

  private final ServerSocket listener;
  private final Responder responder;
  private final IntFunction<Fault> faults;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Thread thread;

  OneAtATimeServer(Responder responder) throws IOException {
    this(0, responder, connection -> Fault.NONE);
  }

  OneAtATimeServer(int port, Responder responder, IntFunction<Fault> faults) throws IOException {
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    this.responder = responder;
    this.faults = faults;
    this.thread = new Thread(this::serve, "one-at-a-time");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Every request that was read, in order. */
  List<Request> requests() {
    return requests;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        socket.setTcpNoDelay(true);
        answer(socket, faults.apply(connections.getAndIncrement()));
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }

  private void answer(Socket socket, Fault fault) throws IOException {
    if (fault == Fault.RESET_BEFORE_READING) {
      reset(socket);
      return;
    }
    Request request = read(new BufferedInputStream(socket.getInputStream()));
    requests.add(request);
    if (fault == Fault.RESET_AFTER_READING) {
      reset(socket);
      return;
    }
    byte[] reply = responder.answer(request).bytes();
    OutputStream out = socket.getOutputStream();
    switch (fault) {
      case RESET_AFTER_STEPPING -> reset(socket);
      case CUT_HALF_WAY -> out.write(reply, 0, reply.length - 10);
      case GARBAGE -> out.write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
      case NOT_JSON -> out.write(Reply.json("{\"observation\": [0.1, ").bytes());
      case STALL -> awaitClient(socket);
      case TRICKLE -> trickle(socket, reply);
      default -> out.write(reply);
    }
    out.flush();
  }

  /** Closes with a TCP reset. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Answers nothing until the client gives up. */
  private static void awaitClient(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // The client says no more.
    }
  }

  /** Sends one byte every 20 ms until the client gives up. */
  private static void trickle(Socket socket, byte[] reply) throws IOException {
    socket.setSoTimeout(20);
    for (byte one : reply) {
      socket.getOutputStream().write(one);
      try {
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (java.net.SocketTimeoutException e) {
        // Time for the next byte.
      }
    }
  }

  private static Request read(InputStream in) throws IOException {
    String[] start = line(in).split(" ", 3);
    int length = 0;
    String contentType = "";
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String[] header = line.split(":", 2);
      switch (header[0].toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(header[1].strip());
        case "content-type" -> contentType = header[1].strip();
        default -> {}
      }
    }
    return new Request(
        start[0], start[1], contentType, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("The client hung up.");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      listener.close();
      thread.join(1000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
