package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames over HTTP, where an answer does not come. */
@Timeout(10)
class HttpChannelTest {

  private static final GymSettings SETTINGS = GymSettings.builder().timeout(5).build();

  private final List<String> notices = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private final List<Integer> closed = new CopyOnWriteArrayList<>();
  private final float[] observation = new float[3];

  /** Greets as it is told to, and hangs up on the second step it is asked for. */
  private RawServer server(String hello) throws IOException {
    return server(hello, body -> false);
  }

  private RawServer server(String hello, Predicate<byte[]> unheard) throws IOException {
    return new RawServer(
        (path, body) -> {
          if (path.equals("/v1/health")) {
            return RawServer.json(hello);
          }
          if (unheard.test(body)) {
            return null;
          }
          Bytes good = Bytes.none().raw((byte) 0);
          return switch (body[0]) {
            case FrameChannel.MAKE -> {
              String handle = "\"handle\":" + made.incrementAndGet();
              yield RawServer.frame(good.text(Bytes.MADE.replace("\"handle\":0", handle)));
            }
            case FrameChannel.CLOSE -> {
              ByteBuffer handles = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
              handles.position(1 + Integer.BYTES);
              while (handles.hasRemaining()) {
                closed.add(handles.getInt());
              }
              yield RawServer.frame(good);
            }
            case FrameChannel.RESET -> RawServer.frame(good.f32(1, 2, 3));
            case FrameChannel.STEP ->
                steps.incrementAndGet() == 2
                    ? new byte[0]
                    : RawServer.frame(good.f64(1).raw((byte) 0).f32(4, 5, 6));
            default -> RawServer.frame(good);
          };
        });
  }

  private double step(GymEnv env) {
    return env.step(new float[] {1}, 0, observation, 0);
  }

  @Test
  void step_answerLostByAServerWithoutSessions_isNotSentAgain() throws IOException {
    String hello = Bytes.OLD_HELLO.replace("\"sequence\",", "");
    try (RawServer server = server(hello);
        GymHost host = GymHost.server(server.address(), SETTINGS, notices::add);
        GymEnv env = host.make("CartPole-v1", Map.of())) {
      env.reset(1, observation, 0);
      assertThat(step(env)).isEqualTo(1);
      assertThat(step(env)).isZero();
      assertThat(steps).hasValue(2);
      assertThat(env.truncated()).isTrue();
      assertThat(notices)
          .singleElement()
          .asString()
          .contains("got 'POST /v1/frames/'", "it is not sent again, as it may have been carried");
      env.reset(2, observation, 0);
      assertThat(made).hasValue(2);
      assertThat(closed).as("what may be there still").containsExactly(1);
      assertThat(step(env)).isEqualTo(1);
    }
    assertThat(closed).containsExactly(1, 2);
  }

  @Test
  void close_environmentWhoseAnswerWasLost_isFreedWithItsHost() throws IOException {
    String hello = Bytes.OLD_HELLO.replace("\"sequence\",", "");
    try (RawServer server = server(hello)) {
      try (GymHost host = GymHost.server(server.address(), SETTINGS, notices::add);
          GymEnv env = host.make("CartPole-v1", Map.of())) {
        env.reset(1, observation, 0);
        step(env);
        step(env);
        assertThat(env.truncated()).isTrue();
        host.make("CartPole-v1", Map.of()).close();
        assertThat(closed).containsExactly(2);
      }
      assertThat(closed).containsExactly(2, 1);
    }
  }

  @Test
  void step_answerLostByAServerWithSessions_isSentAgain() throws IOException {
    try (RawServer server = server(Bytes.OLD_HELLO);
        GymHost host = GymHost.server(server.address(), SETTINGS, notices::add);
        GymEnv env = host.make("CartPole-v1", Map.of())) {
      env.reset(1, observation, 0);
      assertThat(step(env)).isEqualTo(1);
      assertThat(step(env)).isEqualTo(1);
      assertThat(steps).hasValue(3);
      assertThat(made).hasValue(1);
      assertThat(notices).isEmpty();
    }
  }

  /**
   * Has two environments begin an episode on a server which then goes, one step, and closes them.
   */
  private void stepWithout(RawServer server, Runnable goes, String failure) {
    GymSettings settings = GymSettings.builder().timeout(1).build();
    try (GymHost host = GymHost.server(server.address(), settings, notices::add);
        GymEnv first = host.make("CartPole-v1", Map.of());
        GymEnv second = host.make("CartPole-v1", Map.of())) {
      first.reset(1, observation, 0);
      second.reset(2, observation, 0);
      goes.run();
      assertThatThrownBy(() -> step(first)).hasMessageContaining(failure);
    }
  }

  @Test
  void step_serverThatIsGone_isToldAtOnceAndNotTriedAgainToClose() throws IOException {
    RawServer server = server(Bytes.OLD_HELLO);
    stepWithout(server, server::close, "could not be reached within 1 s");
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("cannot be reached", "It is tried again for 1 s.");
  }

  @Test
  void step_serverThatSaysNothing_isAskedOnceMoreAndNotAgainToClose() throws IOException {
    AtomicBoolean silent = new AtomicBoolean();
    AtomicInteger unheard = new AtomicInteger();
    try (RawServer server =
        server(Bytes.OLD_HELLO, body -> silent.get() && unheard.incrementAndGet() > 0)) {
      stepWithout(server, () -> silent.set(true), "there was no whole answer within 1 s");
    }
    assertThat(unheard).hasValue(2);
    assertThat(notices).isEmpty();
  }
}
