package io.rein4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.source.EnvSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rein4j env rollout}: steps an environment and prints every transition. */
@Command(
    name = "rollout",
    description = {
      "Step an environment and print every transition as JSON Lines.",
      "",
      "The first line is {\"reset\": {\"seed\": N, \"observation\": [...]}}. Every step is"
          + " {\"step\": t, \"action\": ..., \"observation\": [...], \"reward\": r,"
          + " \"terminated\": b, \"truncated\": b}. After the end of an episode comes {\"reset\":"
          + " {\"observation\": [...]}}, without a seed."
    })
final class EnvRolloutCommand implements Callable<Integer> {

  private static final int DEFAULT_RANDOM_STEPS = 100;

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Mixin private EnvOrigin origin = new EnvOrigin();

  @Option(
      names = "--seed",
      paramLabel = "N",
      required = true,
      description = "Seed of the first reset and of the random actions; 0 or larger.")
  private long seed;

  @Option(
      names = "--actions",
      paramLabel = "FILE|random",
      required = true,
      description = {
        "A file with a JSON array of actions (numbers; arrays for a Box), or 'random' for those"
            + " of Gymnasium's action_space.seed(N) and sample(), with the mask of an environment"
            + " that has one."
      })
  private String actions = "";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many steps to take; default: all of FILE, or 100 random ones.")
  private @Nullable Integer steps;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  EnvRolloutCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    if (seed < 0) {
      throw new IllegalArgumentException("'--seed' must be 0 or larger, but is " + seed + ".");
    }
    if (steps != null && steps < 0) {
      throw new IllegalArgumentException("'--steps' must be 0 or larger, but is " + steps + ".");
    }
    try (EnvSource source = origin.open(catalog, spec);
        Env env = source.make()) {
      ActionSource chosen =
          actions.equals("random")
              ? ActionSource.random(env, seed, steps == null ? DEFAULT_RANDOM_STEPS : steps)
              : ActionSource.file(env.actionSpace(), Path.of(actions), steps);
      try (JsonOutput output = new JsonOutput(spec.commandLine().getOut())) {
        print(env, chosen, output);
      }
    }
    return 0;
  }

  private void print(Env env, ActionSource source, JsonOutput output) throws IOException {
    JsonGenerator json = output.json();
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    env.reset(seed, observation, 0);
    json.writeStartObject();
    json.writeObjectFieldStart("reset");
    json.writeNumberField("seed", seed);
    SpaceJson.writeField(json, "observation", env.observationSpace(), observation);
    json.writeEndObject();
    json.writeEndObject();
    for (int step = 0; source.next(action); step++) {
      double reward = env.step(action, 0, observation, 0);
      json.writeStartObject();
      json.writeNumberField("step", step);
      SpaceJson.writeField(json, "action", env.actionSpace(), action);
      SpaceJson.writeField(json, "observation", env.observationSpace(), observation);
      json.writeNumberField("reward", reward);
      json.writeBooleanField("terminated", env.terminated());
      json.writeBooleanField("truncated", env.truncated());
      json.writeEndObject();
      if (env.terminated() || env.truncated()) {
        env.reset(observation, 0);
        json.writeStartObject();
        json.writeObjectFieldStart("reset");
        SpaceJson.writeField(json, "observation", env.observationSpace(), observation);
        json.writeEndObject();
        json.writeEndObject();
      }
      output.requireWritten();
    }
  }
}
