package io.rein4j.env.wrap;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.random.SeedFamily;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * A wrapper's own random stream, which goes by the contract of {@link io.rein4j.env.Env#reset(long,
 * float[], int)}: a seeded reset starts it anew, so that an episode's draws depend on nothing but
 * the stream's name and the episode's seed; any other reset lets it go on.
 */
public final class EpisodeStream implements Stateful {

  private final SeedFamily seeds;
  private final int env;
  private final Pcg64 random;

  EpisodeStream(RandomStreams streams, String name, int env) {
    this.seeds = streams.seeds(name);
    this.env = env;
    this.random = streams.stream(name + "/" + env);
  }

  /**
   * Starts the stream anew; allocates nothing.
   *
   * @param episodeSeed the seed that the episode's reset got
   */
  public void restart(long episodeSeed) {
    random.seed(seeds.seed(env, episodeSeed));
  }

  /** {@return the generator, always the same one} */
  public Pcg64 random() {
    return random;
  }

  @Override
  public void state(State state) throws IOException {
    random.state(state);
  }
}
