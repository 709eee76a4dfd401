package io.rein4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads that act by the same policies at once. */
class PolicyThreadsTest {

  private static final int THREADS = 16;
  private static final int ROWS = 64;
  private static final int BATCH = 8;
  private static final Space FLOATS = Policies.FLOATS;
  private static final Space VECTORS = Box.of(-2, 5, 3);

  private final Policy choices = Policies.cartPole();
  private final Policy vectors = Policies.of(Policies.ppo(), FLOATS, VECTORS);
  private final Policy memory =
      Policies.of(Policies.ppo().toBuilder().network(Policies.lstm()).build(), FLOATS, VECTORS);
  private final float[] observations = Policies.observations(FLOATS, ROWS);

  /** Returns all answers: one by one, in batches, drawn, and of an episode. */
  private float[] answers() {
    float[] answers = new float[ROWS * 11];
    float[] observation = new float[4];
    float[] choice = new float[1];
    float[] vector = new float[3];
    Episodes episode = memory.episode();
    RandomGenerator random = new Pcg64(1);
    int at = 0;
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(observations, row * 4, observation, 0, 4);
      choices.act(observation, choice);
      answers[at++] = choice[0];
      vectors.act(observation, vector);
      at = copied(vector, answers, at);
      vectors.sample(observation, 1, random, vector);
      at = copied(vector, answers, at);
      episode.act(observation, vector);
      at = copied(vector, answers, at);
    }
    float[] batch = new float[BATCH];
    float[] part = new float[BATCH * 4];
    for (int row = 0; row < ROWS; row += BATCH) {
      System.arraycopy(observations, row * 4, part, 0, part.length);
      choices.act(part, BATCH, batch);
      at = copied(batch, answers, at);
    }
    assertThat(at).isEqualTo(answers.length);
    return answers;
  }

  private static int copied(float[] from, float[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  private void requireEqualAnswers(long milliseconds)
      throws InterruptedException, ExecutionException {
    float[] expected = answers();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> rounds = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        rounds.add(
            threads.submit(
                () -> {
                  int done = 0;
                  do {
                    if (!Arrays.equals(answers(), expected)) {
                      throw new AssertionError("Round " + done + " has other answers.");
                    }
                    done++;
                  } while (System.nanoTime() < end);
                  return done;
                }));
      }
      for (Future<Integer> each : rounds) {
        assertThat(each.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void act_sixteenThreads_giveTheSameAnswers() throws Exception {
    requireEqualAnswers(2_000);
  }

  @Test
  @Tag("long")
  void act_sixteenThreadsForAMinute_giveTheSameAnswers() throws Exception {
    requireEqualAnswers(60_000);
  }
}
