package io.rein4j.env.gym;

import io.rein4j.settings.SettingException;
import io.rein4j.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A plain HTTP connection to one server: one request, one answer, each within a time.
 *
 * <p>It speaks over plain sockets because a retry has to know whether a byte of the request may
 * have reached the server: {@link NotSentException} says that none has. An HTTP/1.0 server's
 * connection is never used twice, and an idle one is never held open to a server that has not said
 * it wants that: the original one answers nobody else meanwhile.
 */
final class HttpWire implements AutoCloseable {

  /** The failure of a request of which no byte can have reached the server. */
  static final class NotSentException extends IOException {

    private static final long serialVersionUID = 1;

    NotSentException(IOException cause) {
      super(reason(cause));
      initCause(cause);
    }

    /** Java's own words for a host that is not found are its name alone. */
    private static String reason(IOException cause) {
      if (cause instanceof UnknownHostException) {
        return "no host of that name is known";
      }
      return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
  }

  private static final String VERSION = "HTTP/1.";
  private static final int LARGEST_HEAD = 64 << 10;
  private static final int LARGEST_PORT = 65_535;
  private static final int BUFFER = 16 << 10;

  /** Bytes that the buffers of any connection take, whether or not the other side reads. */
  private static final int SURELY_TAKEN = 8 << 10;

  /** The most that is written at once: a channel copies first whatever it is given. */
  private static final int LARGEST_PART = 64 << 10;

  /** The most room that is made for a body before any of it has come. */
  private static final int FIRST_ROOM = 64 << 10;

  private final URI base;
  private final String host;
  private final int port;
  private final String pathPrefix;
  private final Duration timeout;
  private Duration allowed;
  private final boolean keepAlive;
  private final @Nullable String token;

  private @Nullable SocketChannel channel;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long deadline;
  private boolean reusable;

  /** Whether the connection has carried no answer yet, whose end may have been misunderstood. */
  private boolean fresh;

  /**
   * Makes a wire; it connects with the first request.
   *
   * @param base the server's address
   * @param timeout how long an answer may take in all, as a rule
   * @param keepAlive whether the connection stays open between requests
   * @param token sent as a bearer token, if there is one
   */
  HttpWire(URI base, Duration timeout, boolean keepAlive, @Nullable String token) {
    this.base = base;
    this.host =
        base.getHost().startsWith("[")
            ? base.getHost().substring(1, base.getHost().length() - 1)
            : base.getHost();
    this.port = base.getPort() < 0 ? 80 : base.getPort();
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    this.pathPrefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    this.timeout = timeout;
    this.allowed = timeout;
    this.keepAlive = keepAlive;
    this.token = token;
  }

  /** Returns a server's address. */
  static URI address(String server) {
    URI uri;
    try {
      uri = URI.create(server);
    } catch (IllegalArgumentException e) {
      throw wrongAddress(server, e);
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getPort() > LARGEST_PORT
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw wrongAddress(server, null);
    }
    return uri;
  }

  private static IllegalArgumentException wrongAddress(String server, @Nullable Throwable cause) {
    SettingException refusal =
        new SettingException(
            "server",
            "A 'server' is an address such as http://127.0.0.1:5000, but is '%s'."
                .formatted(server));
    refusal.initCause(cause);
    return refusal;
  }

  URI base() {
    return base;
  }

  Duration timeout() {
    return timeout;
  }

  boolean hasToken() {
    return token != null;
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param headers further headers, each with its line end
   * @param body null for none
   * @param largest how many bytes the answer's body has at most
   * @param within how long the answer may take in all
   * @throws NotSentException if no byte of it can have reached the server
   * @throws ProtocolException if what was answered is not HTTP, or too long
   * @throws IOException if it may have, but there is no whole answer
   */
  HttpAnswer exchange(
      String method,
      String path,
      String headers,
      String contentType,
      byte @Nullable [] body,
      int largest,
      Duration within)
      throws IOException {
    allowed = within;
    deadline = System.nanoTime() + within.toNanos();
    ByteBuffer request = ByteBuffer.wrap(request(method, path, headers, contentType, body));
    SocketChannel open = channel;
    SocketChannel connection = open == null ? connect() : open;
    fresh = open == null;
    boolean whole = false;
    try {
      position = 0;
      limit = 0;
      HttpAnswer answer = answer(connection, request, largest);
      whole = !request.hasRemaining();
      return answer;
    } finally {
      if (!whole || !keepAlive || !reusable) {
        close();
      }
    }
  }

  private SocketChannel connect() throws NotSentException {
    SocketChannel connection = null;
    try {
      connection = SocketChannel.open();
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection
          .socket()
          .connect(
              new InetSocketAddress(InetAddress.getByName(host), port),
              (int) Math.min(allowed.toMillis(), 10_000));
    } catch (IOException e) {
      closeQuietly(connection);
      throw new NotSentException(e);
    }
    channel = connection;
    return connection;
  }

  private byte[] request(
      String method, String path, String headers, String contentType, byte @Nullable [] body) {
    StringBuilder head = new StringBuilder(160);
    head.append(method).append(' ').append(pathPrefix).append(path).append(" HTTP/1.1\r\nHost: ");
    head.append(base.getRawAuthority()).append("\r\n");
    head.append(headers);
    if (!keepAlive) {
      head.append("Connection: close\r\n");
    }
    if (token != null) {
      head.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    if (!method.equals("GET")) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
      head.append("Content-Length: ").append(body == null ? 0 : body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    if (body == null) {
      return start;
    }
    // One write, so that the server has all of it with the first packet.
    byte[] request = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return request;
  }

  private HttpAnswer answer(SocketChannel connection, ByteBuffer request, int largest)
      throws IOException {
    try {
      write(connection, request);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // A server that refuses early may have hung up, but its answer has come.
      try {
        return read(connection.socket(), largest);
      } catch (ProtocolException other) {
        throw other;
      } catch (IOException none) {
        e.addSuppressed(none);
        throw e;
      }
    }
    return read(connection.socket(), largest);
  }

  /** Sends a request, or as much of it as the server wants before it answers. */
  private void write(SocketChannel connection, ByteBuffer request) throws IOException {
    if (request.remaining() <= SURELY_TAKEN) {
      while (request.hasRemaining()) {
        connection.write(request);
      }
      return;
    }
    // A blocking write would wait for a server that does not read, however long.
    connection.configureBlocking(false);
    try {
      writeWhatIsTaken(connection, request);
      if (request.hasRemaining()) {
        writeAsItIsRead(connection, request);
      }
    } finally {
      connection.configureBlocking(true);
    }
  }

  private static void writeWhatIsTaken(SocketChannel connection, ByteBuffer request)
      throws IOException {
    int part;
    int written;
    do {
      part = Math.min(request.remaining(), LARGEST_PART);
      written = connection.write(request.slice(request.position(), part));
      request.position(request.position() + written);
    } while (written == part && request.hasRemaining());
  }

  private void writeAsItIsRead(SocketChannel connection, ByteBuffer request) throws IOException {
    try (Selector selector = Selector.open()) {
      SelectionKey key =
          connection.register(selector, SelectionKey.OP_WRITE | SelectionKey.OP_READ);
      while (request.hasRemaining()) {
        selector.select(millisLeft());
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the request was interrupted");
        }
        if (key.isReadable()) {
          return;
        }
        if (key.isWritable()) {
          writeWhatIsTaken(connection, request);
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private HttpAnswer read(Socket connection, int largest) throws IOException {
    String[] statusLine = statusLine(connection);
    while (statusLine.length > 1 && statusLine[1].equals("100")) {
      while (!line(connection).isEmpty()) {
        // The headers of an interim answer say nothing.
      }
      statusLine = statusLine(connection);
    }
    int status = number(statusLine[1], 10);
    reusable = statusLine[0].equals("HTTP/1.1");
    String contentType = "";
    int length = -1;
    boolean chunked = false;
    int head = 0;
    for (String line = line(connection); !line.isEmpty(); line = line(connection)) {
      head += line.length();
      int colon = line.indexOf(':');
      if (colon < 0 || head > LARGEST_HEAD) {
        throw notHttp("the answer's headers are not HTTP");
      }
      String name = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("Content-Type")) {
        contentType = value;
      } else if (name.equalsIgnoreCase("Content-Length")) {
        length = number(value, 10);
      } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
        chunked = value.equalsIgnoreCase("chunked");
      } else if (name.equalsIgnoreCase("Connection")) {
        reusable &= !value.equalsIgnoreCase("close");
      }
    }
    byte[] body;
    if (status == 204 || status == 304) {
      body = new byte[0];
    } else if (chunked) {
      body = chunks(connection, largest);
    } else if (length >= 0) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.min(length, FIRST_ROOM));
      append(connection, length, whole, largest);
      body = whole.toByteArray();
    } else {
      reusable = false;
      body = rest(connection, largest);
    }
    return new HttpAnswer(status, statusLine.length > 2 ? statusLine[2] : "", contentType, body);
  }

  /** Reads the first line of an answer, unless it begins as none of HTTP does. */
  private String[] statusLine(Socket connection) throws IOException {
    if (position == limit) {
      fill(connection);
    }
    for (int i = 0; i < Math.min(VERSION.length(), limit - position); i++) {
      if (buffer[position + i] != VERSION.charAt(i)) {
        throw beginsWith(
            new String(buffer, position, limit - position, StandardCharsets.ISO_8859_1));
      }
    }
    String line = line(connection);
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !line.startsWith(VERSION)) {
      throw beginsWith(line);
    }
    return words;
  }

  private IOException beginsWith(String text) {
    String first = text.strip().lines().findFirst().orElse("");
    return notHttp(
        "the answer is not HTTP, but begins with '%s'".formatted(Printable.excerpt(first)));
  }

  /**
   * Returns what ends a request: on a connection of its own, the other side speaks something else
   * and will again.
   */
  private IOException notHttp(String predicate) {
    return fresh ? new ProtocolException(predicate) : new IOException(predicate);
  }

  private int number(String text, int radix) throws IOException {
    int number;
    try {
      number = Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      number = -1;
    }
    if (number < 0) {
      throw notHttp("the answer has '%s' where a number belongs".formatted(Printable.of(text, 80)));
    }
    return number;
  }

  private String line(Socket connection) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (position == limit) {
        fill(connection);
      }
      char next = (char) (buffer[position++] & 0xff);
      if (next == '\n') {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
          line.setLength(end - 1);
        }
        return line.toString();
      }
      if (line.length() > LARGEST_HEAD) {
        throw notHttp("the answer's headers are not HTTP");
      }
      line.append(next);
    }
  }

  /** Appends as many bytes to a body as are announced; there is room for them once they come. */
  private void append(Socket connection, int count, ByteArrayOutputStream body, int largest)
      throws IOException {
    requireSize((long) body.size() + count, largest);
    int left = count;
    while (left > 0) {
      if (position == limit) {
        try {
          fill(connection);
        } catch (EOFException e) {
          throw new EOFException(
              "the answer was cut off after %s of %s bytes".formatted(count - left, count));
        }
      }
      int part = Math.min(limit - position, left);
      body.write(buffer, position, part);
      position += part;
      left -= part;
    }
  }

  private static void requireSize(long size, int largest) throws ProtocolException {
    if (size > largest) {
      throw new ProtocolException(
          "the answer has %s bytes or more, where there are at most %s".formatted(size, largest));
    }
  }

  private byte[] chunks(Socket connection, int largest) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(connection);
      int extension = size.indexOf(';');
      int count = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
      if (count == 0) {
        while (!line(connection).isEmpty()) {
          // Trailers say nothing.
        }
        return body.toByteArray();
      }
      append(connection, count, body, largest);
      line(connection);
    }
  }

  private byte[] rest(Socket connection, int largest) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      body.write(buffer, position, limit - position);
      position = limit;
      requireSize(body.size(), largest);
      try {
        fill(connection);
      } catch (EOFException e) {
        return body.toByteArray();
      }
    }
  }

  private void fill(Socket connection) throws IOException {
    connection.setSoTimeout(millisLeft());
    InputStream in = connection.getInputStream();
    int count;
    try {
      count = in.read(buffer);
    } catch (SocketTimeoutException e) {
      throw late();
    }
    if (count < 0) {
      throw new EOFException("the connection was closed before the answer was complete");
    }
    position = 0;
    limit = count;
  }

  /** Returns what is left of the time, which is for all of an answer, however it trickles in. */
  private int millisLeft() throws SocketTimeoutException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw late();
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private SocketTimeoutException late() {
    return new SocketTimeoutException(
        "there was no whole answer within %s s".formatted(seconds(allowed)));
  }

  static String seconds(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }

  @Override
  public void close() {
    SocketChannel connection = channel;
    channel = null;
    closeQuietly(connection);
  }

  private static void closeQuietly(@Nullable SocketChannel connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // What a socket says when it is thrown away changes nothing.
    }
  }
}
