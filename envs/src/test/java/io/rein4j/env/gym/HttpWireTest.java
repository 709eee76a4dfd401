package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that are larger, and answers that come earlier, than a connection's buffers bear. */
@Timeout(20)
class HttpWireTest {

  private static final Duration LONG = Duration.ofSeconds(15);

  /** More than the system's buffers of a connection take. */
  private static final byte[] LARGE = new byte[32 << 20];

  private static final byte[] REFUSAL =
      RawServer.http(
          "413 Payload Too Large", "text/plain", "too large".getBytes(StandardCharsets.US_ASCII));

  private static HttpAnswer post(HttpWire wire, byte[] body) throws IOException {
    return wire.exchange(
        "POST", "/", "", "application/octet-stream", body, 1 << 20, wire.timeout());
  }

  private static HttpWire wire(Loopback server, Duration timeout) {
    return new HttpWire(HttpWire.address(server.address()), timeout, true, null);
  }

  @Test
  void exchange_serverThatNeverReads_isLate() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    try (Loopback server = new Loopback(client -> holdUntil(over, client));
        HttpWire wire = wire(server, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> post(wire, LARGE))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("there was no whole answer within 0.3 s");
    } finally {
      over.countDown();
    }
  }

  private static void holdUntil(CountDownLatch over, Socket client) throws IOException {
    try (client) {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void exchange_answerBeforeTheBodyIsRead_isTheAnswer() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    Loopback.Service refuses =
        client -> {
          client.getOutputStream().write(REFUSAL);
          holdUntil(over, client);
        };
    try (Loopback server = new Loopback(refuses);
        HttpWire wire = wire(server, LONG)) {
      HttpAnswer answer = post(wire, LARGE);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("too large");
    } finally {
      over.countDown();
    }
  }

  /** As of a server that refuses early and hangs up: what is written then fails. */
  @Test
  void exchange_answerBeforeTheConnectionWasReset_isTheAnswer() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    Loopback.Service refuses =
        client -> {
          try (client) {
            client.setSoLinger(true, 0);
            client.getInputStream().read(new byte[1 << 12]);
            client.getOutputStream().write(RawServer.json("{}"));
            answered.await();
            client.getOutputStream().write(REFUSAL);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          reset.countDown();
        };
    try (Loopback server = new Loopback(refuses);
        HttpWire wire = wire(server, LONG)) {
      assertThat(post(wire, new byte[1]).status()).isEqualTo(200);
      answered.countDown();
      reset.await();
      assertThat(post(wire, new byte[1]).status()).isEqualTo(413);
    }
  }

  @Test
  void exchange_serverThatReadsSlowly_getsAllOfIt() throws IOException {
    byte[] body = new byte[8 << 20];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31 + (i >> 12));
    }
    byte[][] got = new byte[1][];
    try (RawServer server =
            new RawServer(
                (path, sent) -> {
                  got[0] = sent;
                  return RawServer.json("{}");
                });
        HttpWire wire = new HttpWire(HttpWire.address(server.address()), LONG, true, null)) {
      assertThat(post(wire, body).text()).isEqualTo("{}");
    }
    assertThat(got[0]).isEqualTo(body);
  }

  @Test
  void exchange_bodyOfAnAnnouncedLength_isCopiedOnce() throws IOException {
    byte[] frame = new byte[60_000];
    byte[] answer = RawServer.http("200 OK", "application/octet-stream", frame);
    Loopback.Service answers =
        client -> {
          try (client) {
            InputStream in = client.getInputStream();
            byte[] seen = new byte[1 << 12];
            while (in.read(seen) >= 0) {
              client.getOutputStream().write(answer);
            }
          }
        };
    try (Loopback server = new Loopback(answers);
        HttpWire wire = wire(server, LONG)) {
      post(wire, new byte[1]);
      long before = allocated();
      HttpAnswer got = post(wire, new byte[1]);
      assertThat(allocated() - before).isLessThan(150_000);
      assertThat(got.body()).hasSize(frame.length);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
