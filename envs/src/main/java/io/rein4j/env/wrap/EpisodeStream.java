package io.rein4j.env.wrap;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.random.SeedFamily;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A wrapper's own random stream, which goes by the contract of {@link io.rein4j.env.Env#reset(long,
 * float[], int)}: a seeded reset starts it anew, so that an episode's draws depend on nothing but
 * the stream's name and the episode's seed; any other reset lets it go on.
 */
public final class EpisodeStream {

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

  /**
   * Writes the state.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  public void writeState(DataOutput out) throws IOException {
    random.writeState(out);
  }

  /**
   * Takes over a state that a stream wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails
   */
  public void readState(DataInput in) throws IOException {
    random.readState(in);
  }
}
