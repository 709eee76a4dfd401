package io.rein4j.env.gym;

import io.rein4j.env.gym.GymHttpClient.Repeat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Frames as bodies of HTTP requests. Requests are numbered within a session, so that the server
 * carries one out once however often it is sent.
 */
final class HttpChannel implements FrameChannel {

  private static final String PATH = "/v1/frames/";
  private static final String BINARY = "application/octet-stream";

  private final GymHttpClient client;
  private final String session;
  private ByteBuffer request = ByteBuffer.allocate(0);
  private long sequence;
  private byte @Nullable [] answer;

  HttpChannel(GymHttpClient client, String session) {
    this.client = client;
    this.session = session;
  }

  @Override
  public int generation() {
    return 0;
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
  public void send() throws IOException {
    sequence++;
    String headers = "Rein4J-Session: %s\r\nRein4J-Sequence: %s\r\n".formatted(session, sequence);
    HttpAnswer got = client.send("POST", PATH, headers, BINARY, request.array(), Repeat.ALLOWED);
    client.require(got, "POST " + PATH);
    answer = got.body();
  }

  @Override
  public ByteBuffer receive() throws IOException {
    byte[] bytes = answer;
    answer = null;
    if (bytes == null || bytes.length == 0) {
      throw new LostException("The Gym server answered with an empty message.");
    }
    return FrameAnswers.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void close() {
    client.close();
  }
}
