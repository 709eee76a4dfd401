package io.rein4j.train;

import io.rein4j.config.EnvSettings;
import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.VectorEnv;
import io.rein4j.env.registry.Envs;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.random.RandomStreams;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The environments of a run: those it trains in, each with its monitor, and fresh ones to evaluate
 * in.
 */
final class RunEnvironments implements AutoCloseable {

  /** Steps of an evaluation's episode in an environment without a limit of its own. */
  private static final int EVALUATION_LIMIT = 1000;

  private final EnvSettings settings;
  private final RandomStreams streams;
  private final EpisodeMonitor[] monitors;
  private final SyncVectorEnv vector;

  RunEnvironments(EnvSettings settings, long seed) {
    this.settings = settings;
    this.streams = new RandomStreams(seed);
    List<Env> envs = new ArrayList<>();
    this.monitors = new EpisodeMonitor[settings.count()];
    for (int i = 0; i < settings.count(); i++) {
      monitors[i] = new EpisodeMonitor(Envs.make(settings.id(), settings.options()));
      envs.add(wrapped(monitors[i]));
    }
    this.vector = new SyncVectorEnv(envs, EpisodeSeeds.derived(seed, "training"));
  }

  VectorEnv vector() {
    return vector;
  }

  EpisodeMonitor[] monitors() {
    return monitors;
  }

  RandomStreams streams() {
    return streams;
  }

  Env makeForEvaluation() {
    return wrapped(Envs.make(settings.id(), settings.options()));
  }

  private Env wrapped(Env innermost) {
    Env env = innermost;
    for (Wrapper wrapper : settings.wrappers()) {
      env = wrapper.wrap(env);
    }
    return env;
  }

  /**
   * Returns the limit of an evaluation's episodes: the configured one, the environment's, 1,000.
   */
  long maxEpisodeSteps(@Nullable Integer configured) {
    if (configured != null) {
      return configured;
    }
    EnvSpec spec = Envs.spec(settings.id());
    return spec.maxEpisodeSteps().orElse(EVALUATION_LIMIT);
  }

  void writeState(DataOutput out) throws IOException {
    vector.state().orElseThrow().writeState(out);
  }

  void readState(DataInput in) throws IOException {
    vector.state().orElseThrow().readState(in);
  }

  @Override
  public void close() {
    vector.close();
  }
}
