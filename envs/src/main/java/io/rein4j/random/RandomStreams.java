package io.rein4j.random;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The random streams of a run, each known by its name: {@code exploration}, {@code replay}, {@code
 * weights}.
 *
 * <p>What a name gives depends on the run's seed and the name alone, never on which streams were
 * made before, so adding a stream changes no other. In NumPy's words a stream is {@code
 * Generator(PCG64(SeedSequence(runSeed, spawn_key=tuple(name.encode()))))}.
 */
public final class RandomStreams {

  private final long runSeed;

  /**
   * Makes the streams of a run.
   *
   * @param runSeed the run's seed, 0 or larger
   */
  public RandomStreams(long runSeed) {
    if (runSeed < 0) {
      throw new IllegalArgumentException(
          "A run's seed must be 0 or larger, but is %s.".formatted(runSeed));
    }
    this.runSeed = runSeed;
  }

  /**
   * {@return a new generator at the start of a stream}
   *
   * @param name the stream's name, not empty
   */
  public Pcg64 stream(String name) {
    return new Pcg64(sequence(name));
  }

  /**
   * {@return a family of seeds}
   *
   * @param name the family's name, not empty; it may also be a stream's
   */
  public SeedFamily seeds(String name) {
    return new SeedFamily(sequence(name).generateState64(1)[0]);
  }

  /**
   * {@return one seed of a family}
   *
   * @param name the family's name, not empty
   * @param indices which seed of the family
   * @see SeedFamily#seed(long, long)
   */
  public long seed(String name, long... indices) {
    return seeds(name).seed(indices);
  }

  private SeedSequence sequence(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A random stream has a name, but this one is empty.");
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int[] key = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      key[i] = bytes[i] & 0xff;
    }
    return SeedSequence.of(BigInteger.valueOf(runSeed), key);
  }
}
