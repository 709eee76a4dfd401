package io.rein4j.agent.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.MaskedTask;
import io.rein4j.env.Discrete;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.env.wrap.WrapperStack;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The masks that memories keep, of a world whose observations show them: the one with which a
 * return is bootstrapped is that of the observation from which it is.
 */
class ReplayMaskTest {

  private static final int ENVIRONMENTS = 3;
  private static final int ACTIONS = 6;
  private static final int BATCH = 8;
  private static final float[] STATES = new float[ENVIRONMENTS];

  /** Environments of which some episodes terminate and some are truncated. */
  private static SyncVectorEnv environments() {
    return SyncVectorEnv.of(
        ENVIRONMENTS,
        index ->
            new WrapperStack(List.of(new TimeLimit(index == 0 ? 7 : 30)), 0.9, new RandomStreams(1))
                .forTraining(new TaskEnv(new MaskedTask(new Discrete(ACTIONS))), index),
        EpisodeSeeds.derived(1, "training"));
  }

  private interface Memories {
    ReplayMemory make();
  }

  private interface Check {
    void of(ReplayMemory memory);
  }

  private static void play(Memories memories, Check check) throws IOException {
    SyncVectorEnv envs = environments();
    MaskedActions masked = MaskedActions.of(envs.actionSpace());
    Pcg64 random = new Pcg64(4);
    float[] actions = new float[ENVIRONMENTS];
    ReplayMemory memory = memories.make();
    envs.reset();
    for (int step = 0; step < 300; step++) {
      memory.see(envs.observations(), envs.actionMasks(), STATES);
      for (int env = 0; env < ENVIRONMENTS; env++) {
        masked.sample(envs.actionMasks(), env * ACTIONS, random, actions, env);
      }
      envs.step(actions);
      memory.add(envs, actions);
      if (step % 50 == 25) {
        memory.cut(1, envs.observations());
      }
      if (step % 70 == 45) {
        byte[] state = StateBytes.of(memory, TransitionMemoryTest.observationsOf(memory));
        memory = memories.make();
        StateBytes.restore(state, memory, TransitionMemoryTest.observationsOf(memory));
      }
      if (step > 40) {
        memory.draw(0);
        check.of(memory);
      }
    }
  }

  private static void assertShown(boolean[] masks, int at, float[] observations, int row) {
    for (int i = 0; i < ACTIONS; i++) {
      assertThat(masks[at * ACTIONS + i]).isEqualTo(observations[row * ACTIONS + i] == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void draw_transitions_haveTheMasksOfWhatTheyAreBootstrappedFrom(int n) throws IOException {
    play(
        () ->
            new TransitionMemory(
                new ReplaySettings(60, 0),
                environments().observationSpace(),
                1,
                ENVIRONMENTS,
                n,
                0.9,
                BATCH,
                new Pcg64(1),
                ACTIONS),
        memory -> {
          TransitionBatch batch = ((TransitionMemory) memory).batch();
          for (int i = 0; i < BATCH; i++) {
            if (batch.steps().discounts()[i] > 0) {
              assertShown(batch.nextMasks(), i, batch.nextObservations(), i);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void draw_sequences_haveTheMasksOfWhatTheyAreBootstrappedFrom(int n) throws IOException {
    play(
        () ->
            new SequenceMemory(
                80,
                4,
                new RecurrentSettings(2, 1),
                environments().observationSpace(),
                1,
                1,
                ENVIRONMENTS,
                n,
                0.9,
                BATCH,
                new Pcg64(1),
                ACTIONS),
        memory -> {
          SequenceBatch batch = ((SequenceMemory) memory).batch();
          for (int i = 0; i < batch.steps().size(); i++) {
            if (batch.steps().discounts()[i] > 0) {
              assertShown(batch.nextMasks(), i, batch.observations(), batch.nextRows()[i]);
            }
          }
        });
  }
}
