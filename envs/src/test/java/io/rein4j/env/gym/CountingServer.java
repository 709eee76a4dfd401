package io.rein4j.env.gym;

import io.rein4j.env.gym.OneAtATimeServer.Reply;
import io.rein4j.env.gym.OneAtATimeServer.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server like the original one answers whose environments count: an observation is the seed
 * and the number of steps taken in the episode, so that a lost or doubled step shows. An episode
 * ends after some steps.
 */
final class CountingServer implements OneAtATimeServer.Responder {

  private static final class Instance {
    long seed;
    int steps;
  }

  private final int episodeSteps;
  private final Map<String, Instance> instances = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  CountingServer(int episodeSteps) {
    this.episodeSteps = episodeSteps;
  }

  int steps() {
    return steps.get();
  }

  /** The instances that there are. */
  Map<String, ?> instances() {
    return instances;
  }

  /** Forgets everything, as a server that was started again. */
  void forget() {
    instances.clear();
  }

  @Override
  public Reply answer(Request request) {
    String[] path = request.path().split("/", -1);
    if (request.path().equals("/v1/envs/")) {
      return request.method().equals("POST") ? create(request.body()) : list();
    }
    if (!request.path().startsWith("/v1/envs/")) {
      return Reply.page("404 NOT FOUND");
    }
    Instance instance = instances.get(path[3]);
    if (instance == null) {
      return new Reply(
          "400 BAD REQUEST",
          "",
          "application/json",
          "{\"message\":\"Instance_id %s unknown\"}\n".formatted(path[3]));
    }
    return switch (path[4]) {
      case "action_space" -> Reply.json("{\"info\":{\"n\":2,\"name\":\"Discrete\"}}");
      case "observation_space" ->
          Reply.json(
              "{\"info\":{\"high\":[1e100,1e100],\"low\":[-1.0,0.0],\"name\":\"Box\",\"shape\":[2]}}");
      case "reset" -> {
        instance.steps = 0;
        yield Reply.json("{\"observation\":[%s.0,0.0]}".formatted(instance.seed));
      }
      case "step" -> {
        instance.steps++;
        steps.incrementAndGet();
        yield Reply.json(
            "{\"done\":%b,\"info\":{},\"observation\":[%s.0,%s.0],\"reward\":1.0}"
                .formatted(instance.steps >= episodeSteps, instance.seed, instance.steps));
      }
      case "close" -> {
        instances.remove(path[3]);
        closed.add(path[3]);
        yield new Reply("204 NO CONTENT", "", "text/html", "");
      }
      default -> Reply.page("404 NOT FOUND");
    };
  }

  private Reply create(String body) {
    if (!body.contains("Counting")) {
      return new Reply(
          "400 BAD REQUEST",
          "",
          "application/json",
          "{\"message\":\"Attempted to look up malformed environment ID 'Other'\"}\n");
    }
    Instance instance = new Instance();
    int seed = body.indexOf("\"seed\":");
    instance.seed = seed < 0 ? -1 : Long.parseLong(body.substring(seed + 7, body.indexOf('}')));
    String id = String.format(Locale.ROOT, "%08x", made.incrementAndGet());
    instances.put(id, instance);
    return Reply.json("{\"instance_id\":\"%s\"}".formatted(id));
  }

  private Reply list() {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(instances)
        .forEach(
            (id, instance) ->
                all.append(all.isEmpty() ? "" : ",")
                    .append("\"%s\":\"Counting-v0\"".formatted(id)));
    return Reply.json("{\"all_envs\":{%s}}".formatted(all));
  }
}
