package io.rein4j.env.gym;

import io.rein4j.env.gym.GymHttpClient.Repeat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Frames as bodies of HTTP requests. Where the server knows sessions, requests are numbered within
 * one, so that it carries each out once however often it is sent; to any other, none is sent twice.
 */
final class HttpChannel implements FrameChannel {

  private static final String PATH = "/v1/frames/";
  private static final String BINARY = "application/octet-stream";

  private final GymHttpClient client;
  private final Greeting greeting;
  private final String session;
  private final Repeat repeat;
  private ByteBuffer request = ByteBuffer.allocate(0);
  private long sequence;
  private byte @Nullable [] answer;

  HttpChannel(GymHttpClient client, Greeting greeting, String session) {
    this.client = client;
    this.greeting = greeting;
    this.session = session;
    this.repeat = greeting.has(Capability.SEQUENCE) ? Repeat.ALLOWED : Repeat.FORBIDDEN;
  }

  @Override
  public String name() {
    return greeting.server();
  }

  @Override
  public Greeting greeting() {
    return greeting;
  }

  @Override
  public int generation() {
    return 0;
  }

  @Override
  public boolean hasGivenUp() {
    return client.hasGivenUp();
  }

  @Override
  public void open() {
    // Each request finds the server by itself.
  }

  @Override
  public ByteBuffer begin(int size) {
    if (request.capacity() != size) {
      request = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
    return request.clear();
  }

  @Override
  public void send(int most) throws IOException {
    // An error is JSON, whatever was asked.
    int largest = Math.max(most, GymJson.LARGEST);
    Duration besides = request.get(0) == MAKE ? GymHost.START : Duration.ZERO;
    HttpAnswer got =
        client.send("POST", PATH, headers(), BINARY, request.array(), repeat, largest, besides);
    client.require(got, "POST " + PATH);
    answer = got.body();
  }

  private String headers() {
    if (repeat == Repeat.FORBIDDEN) {
      return "";
    }
    sequence++;
    return "Rein4J-Session: " + session + "\r\nRein4J-Sequence: " + sequence + "\r\n";
  }

  @Override
  public ByteBuffer receive() throws IOException {
    byte[] bytes = answer;
    answer = null;
    if (bytes == null || bytes.length == 0) {
      throw new LostException(name() + " answered with an empty message.");
    }
    try {
      return FrameAnswers.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), name());
    } catch (LostException e) {
      throw LostException.unknown(
          "%s answered: %s".formatted(name(), GymHttpClient.withoutStop("" + e.getMessage())));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
