package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server with a token, an honest client, and eight that do not know the token. */
@Tag("fuzz")
@RequiresPython(modules = "gymnasium")
@EnabledOnOs(OS.LINUX)
class ServerUnderAttackTest {

  // Quiet and attacked rounds in turns, so that what else the machine does weighs on both.
  private static final int ROUNDS = 60;
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration TIME = Duration.ofSeconds(60);
  private static final String TOKEN = "known-to-friends";
  private static final int ENVIRONMENTS = 8;
  private static final int MOST_HELD = 100;
  private static final long MOST_GROWTH = 64 << 20;

  private final Map<String, AtomicLong> outcomes = new ConcurrentSkipListMap<>();
  private volatile boolean attacking;
  private volatile boolean over;

  /** What a hostile client does, again and again. */
  @FunctionalInterface
  private interface Attack {
    void run(SplittableRandom random) throws IOException;
  }

  @Test
  void honestClient_besideEightHostileOnes_makesItsStepsAndNobodyElseGetsAnything(Python python)
      throws Exception {
    try (Serving server =
            Serving.start(
                PythonSetup.serverProgram(),
                python.executable(),
                Map.of("REIN4J_GYM_TOKEN", TOKEN));
        GymHttpClient client = friend(server)) {
      HttpChannel channel =
          new HttpChannel(
              client, new Greeting("The server", Set.of("sequence"), Map.of()), "honest");
      int[] handles = new int[ENVIRONMENTS];
      for (int i = 0; i < ENVIRONMENTS; i++) {
        handles[i] = make(channel);
      }
      reset(channel, handles);
      steps(channel, handles, ROUND);
      long before = memory(server, "VmHWM");
      List<Thread> hostile = attackers(server);
      long alone = 0;
      long attacked = 0;
      double busyAlone = 0;
      double busyAttacked = 0;
      double slowest = 0;
      for (int round = 0; round < ROUNDS; round++) {
        attacking = false;
        double start = cpu(server);
        alone += steps(channel, handles, ROUND);
        double quiet = cpu(server);
        attacking = true;
        attacked += steps(channel, handles, ROUND);
        busyAttacked += cpu(server) - quiet;
        busyAlone += quiet - start;
        if (round % 5 == 0) {
          slowest = Math.max(slowest, newcomer(server));
        }
      }
      over = true;
      long growth = memory(server, "VmHWM") - before;
      double share = (double) attacked / alone;
      String figures =
          String.format(
              Locale.ROOT,
              "%d steps alone, %d beside 8 hostile clients: %.1f %%; the server took %.1f us of a"
                  + " processor for a step alone, %.1f beside them; its memory grew by %.1f MB at"
                  + " most, from %.1f; a new client with the token was answered within %.2f s;"
                  + " hostile ones saw %s",
              alone * ENVIRONMENTS,
              attacked * ENVIRONMENTS,
              100 * share,
              1e6 * busyAlone / (alone * ENVIRONMENTS),
              1e6 * busyAttacked / (attacked * ENVIRONMENTS),
              growth / 1e6,
              before / 1e6,
              slowest,
              outcomes);
      System.out.println(figures);
      for (Thread thread : hostile) {
        thread.join(TIME.toMillis());
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
      assertThat(outcomes.keySet()).as(figures).noneMatch(outcome -> outcome.contains(" 2"));
      assertThat(outcomes.get("HTTP/1.1 401 Unauthorized")).as(figures).isNotNull();
      assertThat(client.list()).isEmpty();
      assertThat(share).as(figures).isGreaterThan(0.8);
      assertThat(growth).as(figures).isLessThan(MOST_GROWTH);
      assertThat(slowest).as(figures).isLessThan(TIME.toMillis() / 1e3);
    }
  }

  private static GymHttpClient friend(Serving server) {
    return new GymHttpClient(
        new HttpWire(HttpWire.address(server.address()), TIME, true, TOKEN), TIME);
  }

  /** Returns how long a new client with the token waits for an answer, in seconds. */
  private static double newcomer(Serving server) throws IOException {
    long start = System.nanoTime();
    try (GymHttpClient another = friend(server)) {
      another.list();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static int make(HttpChannel channel) throws IOException {
    byte[] make = "\u0001{\"env_id\":\"CartPole-v1\"}".getBytes(StandardCharsets.US_ASCII);
    channel.begin(make.length).put(make);
    channel.send(GymJson.LARGEST);
    return FrameAnswers.json(channel.receive(), "The server").path("handle").asInt();
  }

  private static void reset(HttpChannel channel, int[] handles) throws IOException {
    ByteBuffer reset = channel.begin(5 + 12 * ENVIRONMENTS).put((byte) 2).putInt(ENVIRONMENTS);
    for (int handle : handles) {
      reset.putInt(handle);
    }
    for (int i = 0; i < ENVIRONMENTS; i++) {
      reset.putLong(i);
    }
    channel.send(GymJson.LARGEST);
    assertThat(channel.receive().remaining()).isEqualTo(ENVIRONMENTS * 4 * Float.BYTES);
  }

  /** Returns how many steps each environment takes in a time. */
  private static long steps(HttpChannel channel, int[] handles, Duration time) throws IOException {
    long start = System.nanoTime();
    long steps = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      ByteBuffer step = channel.begin(9 + 16 * ENVIRONMENTS).put((byte) 3);
      step.putInt(ENVIRONMENTS).putInt(1);
      for (int handle : handles) {
        step.putInt(handle);
      }
      for (int i = 0; i < ENVIRONMENTS; i++) {
        step.putLong(steps + i);
      }
      for (int i = 0; i < ENVIRONMENTS; i++) {
        step.putFloat((int) ((steps + i) % 5 % 2));
      }
      channel.send(GymJson.LARGEST);
      ByteBuffer answer = channel.receive();
      for (int i = 0; i < ENVIRONMENTS; i++) {
        assertThat(answer.getDouble()).isEqualTo(1);
      }
      steps++;
    }
    return steps;
  }

  private static long memory(Serving server, String which) throws IOException {
    Path status = Path.of("/proc", Long.toString(server.process().pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(which + ":")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("%s has no %s.".formatted(status, which));
  }

  /** Returns the seconds of a processor that the server has taken. */
  private static double cpu(Serving server) {
    return server.process().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private List<Thread> attackers(Serving server) {
    Deque<Socket> idle = new ArrayDeque<>();
    Map<String, Attack> attacks =
        Map.of(
            "connects and leaves",
            random -> connect(server).close(),
            "has a wrong token",
            random -> {
              String[] requests = {
                "POST /v1/shutdown/", "GET /v1/envs/", "POST /v1/frames/", "GET /v1/health"
              };
              send(
                  server,
                  requests[random.nextInt(requests.length)]
                      + " HTTP/1.1\r\nAuthorization: Bearer "
                      + random.nextLong()
                      + "\r\nRein4J-Session: s\r\nRein4J-Sequence: 1\r\n\r\n",
                  1);
            },
            "sends headers without end",
            random -> send(server, "GET /v1/envs/ HTTP/1.1\r\n", "A: b\r\n".repeat(1000), 1000),
            "sends a large body",
            random ->
                send(
                    server,
                    "POST /v1/envs/ HTTP/1.1\r\nContent-Length: 67108864\r\n\r\n",
                    " ".repeat(1 << 16),
                    1024),
            "holds idle connections",
            random -> {
              if (idle.size() == MOST_HELD) {
                idle.removeFirst().close();
              }
              Socket socket = connect(server);
              idle.addLast(socket);
              write(socket, "GET /v1");
            },
            "sends byte by byte",
            random -> send(server, "GET /v1/envs/ HTTP/1.1\r\nA: ", "b", 1 << 16),
            "sends many requests at once",
            random -> send(server, "POST /v1/shutdown/ HTTP/1.1\r\n\r\n", 1000),
            "sends noise",
            random -> {
              byte[] noise = new byte[1 + random.nextInt(4096)];
              random.nextBytes(noise);
              send(server, new String(noise, StandardCharsets.ISO_8859_1), 1 + random.nextInt(50));
            });
    List<Thread> threads = new ArrayList<>();
    attacks.forEach(
        (name, attack) -> {
          Thread thread = new Thread(() -> attack(name, attack), name);
          thread.setDaemon(true);
          thread.start();
          threads.add(thread);
        });
    return threads;
  }

  private void attack(String name, Attack attack) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    while (!over) {
      try {
        if (attacking) {
          attack.run(random);
        } else {
          Thread.sleep(10);
        }
      } catch (SocketTimeoutException e) {
        count("waited in vain");
      } catch (IOException e) {
        count("were cut off");
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, key -> new AtomicLong()).incrementAndGet();
  }

  private static Socket connect(Serving server) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(2000);
    int port = URI.create(server.address()).getPort();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void send(Serving server, String text, int times) throws IOException {
    send(server, "", text, times);
  }

  /** Sends a text and another many times, and counts the first line of what is answered. */
  private void send(Serving server, String first, String text, int times) throws IOException {
    try (Socket socket = connect(server)) {
      IOException cut = null;
      try {
        write(socket, first);
        for (int i = 0; i < times && attacking && !over; i++) {
          write(socket, text);
        }
      } catch (IOException e) {
        // It may have been answered before.
        cut = e;
      }
      InputStream in = socket.getInputStream();
      byte[] line = new byte[64];
      int count = in.read(line);
      if (count > 0) {
        count(new String(line, 0, count, StandardCharsets.ISO_8859_1).lines().findFirst().get());
      } else if (cut != null) {
        throw cut;
      } else {
        count("were hung up on");
      }
    }
  }
}
