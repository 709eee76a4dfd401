package io.rein4j.random;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * NumPy's {@code SeedSequence}: turns an entropy of any size, however regular, into well mixed
 * words to seed generators with (O'Neill, "Developing a seed_seq alternative", 2015).
 *
 * <p>Immutable. The words are those of {@code numpy.random.SeedSequence(entropy,
 * spawn_key=spawnKey)}.
 */
public final class SeedSequence {

  private static final int POOL = 4;

  private final BigInteger entropy;
  private final int[] spawnKey;

  private SeedSequence(BigInteger entropy, int[] spawnKey) {
    if (entropy.signum() < 0) {
      throw new IllegalArgumentException(
          "A seed sequence's entropy must be 0 or larger, but is %s.".formatted(entropy));
    }
    this.entropy = entropy;
    this.spawnKey = spawnKey;
  }

  /**
   * {@return the sequence of an entropy}
   *
   * @param entropy 0 or larger
   */
  public static SeedSequence of(long entropy) {
    return new SeedSequence(BigInteger.valueOf(entropy), new int[0]);
  }

  /**
   * {@return the sequence of an entropy and a spawn key}
   *
   * @param entropy 0 or larger, of any size
   * @param spawnKey unsigned words that tell this sequence from others with the same entropy
   */
  public static SeedSequence of(BigInteger entropy, int... spawnKey) {
    return new SeedSequence(entropy, spawnKey.clone());
  }

  /**
   * {@return the sequence that NumPy's {@code spawn} gives as child number {@code index}}
   *
   * @param index 0 or larger
   */
  public SeedSequence child(int index) {
    if (index < 0) {
      throw new IllegalArgumentException(
          "A child of a seed sequence has an index of 0 or larger, but this is %s."
              .formatted(index));
    }
    int[] key = Arrays.copyOf(spawnKey, spawnKey.length + 1);
    key[spawnKey.length] = index;
    return new SeedSequence(entropy, key);
  }

  /**
   * {@return the first words of the sequence, unsigned 32-bit}
   *
   * @param count how many
   */
  public int[] generateState32(int count) {
    EntropyPool pool = pool();
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = pool.nextWord();
    }
    return words;
  }

  /**
   * {@return the first words of the sequence, unsigned 64-bit}
   *
   * @param count how many
   */
  public long[] generateState64(int count) {
    EntropyPool pool = pool();
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = pool.nextLong();
    }
    return words;
  }

  EntropyPool pool() {
    int[] words = assembled();
    EntropyPool pool = new EntropyPool();
    pool.start(word(words, 0), word(words, 1), word(words, 2), word(words, 3));
    if (words.length > POOL) {
      pool.add(words, POOL);
    }
    return pool;
  }

  private int[] assembled() {
    int own = Math.max(1, (entropy.bitLength() + 31) / 32);
    // A short entropy is padded, so that no spawn key can pass for more of it.
    int start = spawnKey.length == 0 ? own : Math.max(own, POOL);
    int[] words = new int[start + spawnKey.length];
    for (int i = 0; i < own; i++) {
      words[i] = entropy.shiftRight(32 * i).intValue();
    }
    System.arraycopy(spawnKey, 0, words, start, spawnKey.length);
    return words;
  }

  private static int word(int[] words, int index) {
    return index < words.length ? words[index] : 0;
  }
}
