package io.rein4j.random;

/**
 * The four words that NumPy's {@code SeedSequence} mixes its entropy into, and the words it draws
 * from them. Reused in place, so that a generator reseeds without allocation.
 */
final class EntropyPool {

  private static final int SIZE = 4;
  private static final int INIT_A = 0x43b0d7e5;
  private static final int MULT_A = 0x931e8875;
  private static final int INIT_B = 0x8b51f9dd;
  private static final int MULT_B = 0x58f38ded;
  private static final int MIX_LEFT = 0xca01f9dd;
  private static final int MIX_RIGHT = 0x4973f715;
  private static final int SHIFT = 16;

  private final int[] words = new int[SIZE];
  private int hashConstant;
  private int drawConstant;
  private int next;

  /**
   * Forgets everything and takes in the first words of the entropy.
   *
   * @param a the lowest word, 0 where there is none; as the others
   */
  void start(int a, int b, int c, int d) {
    hashConstant = INIT_A;
    words[0] = hash(a);
    words[1] = hash(b);
    words[2] = hash(c);
    words[3] = hash(d);
    for (int source = 0; source < SIZE; source++) {
      for (int target = 0; target < SIZE; target++) {
        if (source != target) {
          words[target] = mix(words[target], hash(words[source]));
        }
      }
    }
    rewind();
  }

  /** Takes in entropy beyond the first four words. */
  void add(int[] entropy, int from) {
    for (int source = from; source < entropy.length; source++) {
      for (int target = 0; target < SIZE; target++) {
        words[target] = mix(words[target], hash(entropy[source]));
      }
    }
    rewind();
  }

  /** Makes the next word drawn the first one. */
  void rewind() {
    drawConstant = INIT_B;
    next = 0;
  }

  int nextWord() {
    int value = words[next & (SIZE - 1)] ^ drawConstant;
    drawConstant *= MULT_B;
    value *= drawConstant;
    next++;
    return value ^ (value >>> SHIFT);
  }

  long nextLong() {
    long low = Integer.toUnsignedLong(nextWord());
    return low | (long) nextWord() << 32;
  }

  private int hash(int value) {
    int mixed = value ^ hashConstant;
    hashConstant *= MULT_A;
    mixed *= hashConstant;
    return mixed ^ (mixed >>> SHIFT);
  }

  private static int mix(int x, int y) {
    int mixed = MIX_LEFT * x - MIX_RIGHT * y;
    return mixed ^ (mixed >>> SHIFT);
  }
}
