package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.harness.Serving;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Steps of Gymnasium's CartPole-v1 by every way there, episode ends and seeded resets included; the
 * number in a way is that of environments, and steps per second are operations × that number. The
 * variable {@code REIN4J_PYTHON} names the Python; {@code gym_benchmark.py} in the test resources
 * times Gymnasium itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GymBenchmark {

  /** The way there, and how many environments. */
  @Param({"bridge-1", "bridge-8", "bridge-64", "original-1", "json-64", "frames-64"})
  String way = "bridge-1";

  private @Nullable Serving server;
  private @Nullable GymHost host;
  private @Nullable SyncVectorEnv vector;
  private @Nullable GymHttpClient client;
  private @Nullable ObjectNode request;
  private float[] actions = {};
  private long step;

  /** Starts Python, makes the environments and resets them. */
  @Setup
  public void prepare() throws IOException {
    int count = Integer.parseInt(way.substring(way.indexOf('-') + 1));
    String kind = way.substring(0, way.indexOf('-'));
    actions = new float[count];
    GymSettings settings =
        GymSettings.builder()
            .protocol(kind.equals("original") ? GymProtocol.ORIGINAL : GymProtocol.AUTO)
            .restarts(0)
            .build();
    if (kind.equals("bridge")) {
      host = GymHost.python(settings, notice -> {});
    } else {
      String python = PythonSetup.ofUser(notice -> {}).find(null);
      server = Serving.start(PythonSetup.serverProgram(), python, Map.of());
      if (kind.equals("json")) {
        prepareJson(server.address(), count);
        return;
      }
      host = GymHost.server(server.address(), settings, notice -> {});
    }
    List<GymEnv> envs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      envs.add(host.make("CartPole-v1", Map.of()));
    }
    vector =
        new SyncVectorEnv(
            envs, EpisodeSeeds.derived(1, "training"), host.together(envs).orElse(null));
    vector.reset();
  }

  private void prepareJson(String address, int count) throws IOException {
    client =
        new GymHttpClient(
            new HttpWire(HttpWire.address(address), Duration.ofSeconds(60), true, null),
            Duration.ofSeconds(60));
    JsonNode made =
        client.post(
            "/v1/envs/",
            GymHttpClient.object().put("env_id", "CartPole-v1").put("count", count),
            GymHttpClient.Repeat.FORBIDDEN);
    request = GymHttpClient.object();
    request.set("instances", made.path("instance_ids"));
    client.post("/v1/batch/reset/", request, GymHttpClient.Repeat.FORBIDDEN);
  }

  /** A step of every environment. */
  @Benchmark
  public Object step() throws IOException {
    for (int i = 0; i < actions.length; i++) {
      actions[i] = (step++ * 7) % 5 & 1;
    }
    ObjectNode batch = request;
    GymHttpClient asked = client;
    if (batch != null && asked != null) {
      batch.set("actions", GymHttpClient.object().arrayNode());
      for (int i = 0; i < actions.length; i++) {
        batch.withArray("actions").add((int) actions[i]);
      }
      batch.remove("seeds");
      for (int i = 0; i < actions.length; i++) {
        batch.withArray("seeds").add(step + i);
      }
      return asked.post("/v1/batch/step/", batch, GymHttpClient.Repeat.FORBIDDEN);
    }
    SyncVectorEnv stepped = vector;
    if (stepped == null) {
      throw new IllegalStateException("The environments are not made.");
    }
    stepped.step(actions);
    return stepped.observations();
  }

  /** Ends Python. */
  @TearDown
  public void end() {
    if (host != null) {
      host.close();
    }
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
