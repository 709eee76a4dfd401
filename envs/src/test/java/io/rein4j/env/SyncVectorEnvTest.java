package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.contract.Allocations;
import io.rein4j.env.source.Envs;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SyncVectorEnvTest {

  private static SyncVectorEnv cartPoles(int count) {
    return SyncVectorEnv.of(
        count, i -> Envs.standard().make("CartPole-v1"), EpisodeSeeds.derived(3, "training"));
  }

  @Test
  void reset_ofEveryEpisode_getsItsDerivedSeed() {
    SyncVectorEnv vector = cartPoles(3);
    EpisodeSeeds seeds = EpisodeSeeds.derived(3, "training");
    Env alone = Envs.standard().make("CartPole-v1");
    float[] first = new float[4];
    float[] actions = new float[3];
    Pcg64 random = new Pcg64(1);
    for (int round = 0; round < 2; round++) {
      vector.reset();
      for (int step = 0; step < 200; step++) {
        for (int i = 0; i < 3; i++) {
          if (step == 0 || vector.terminated()[i]) {
            alone.reset(seeds.seed(i, vector.episode(i)), first, 0);
            assertThat(List.of(vector.observations()[4 * i], vector.observations()[4 * i + 3]))
                .containsExactly(first[0], first[3]);
          }
          vector.actionSpace().sample(random, actions, i);
        }
        vector.step(actions);
      }
      assertThat(vector.episode(0)).isGreaterThan(3);
    }
  }

  private static SyncVectorEnv masked(int count) {
    return SyncVectorEnv.of(
        count, i -> new FaultyWalk("mask"), EpisodeSeeds.derived(3, "training"));
  }

  @Test
  void masks_ofEveryStep_areThoseOfWhatIsObserved() throws IOException {
    SyncVectorEnv vector = masked(2);
    MaskedActions actions = MaskedActions.of(vector.actionSpace());
    Pcg64 random = new Pcg64(1);
    float[] chosen = new float[2];
    vector.reset();
    int truncated = 0;
    int forbidden = 0;
    for (int step = 0; step < 300; step++) {
      for (int env = 0; env < 2; env++) {
        forbidden += assertMask(vector.observations()[2 * env], vector.actionMasks(), env);
        actions.sample(vector.actionMasks(), 2 * env, random, chosen, env);
      }
      vector.step(chosen);
      for (int env = 0; env < 2; env++) {
        if (vector.truncated()[env] && !vector.terminated()[env]) {
          assertMask(vector.finalObservations()[2 * env], vector.finalActionMasks(), env);
          truncated++;
        }
      }
    }
    assertThat(truncated).isGreaterThan(20);
    assertThat(forbidden).isGreaterThan(20);
    SyncVectorEnv copy = masked(2);
    StateBytes.restore(StateBytes.of(vector.state().orElseThrow()), copy.state().orElseThrow());
    assertThat(copy.actionMasks()).isEqualTo(vector.actionMasks());
    assertThat(copy.finalActionMasks()).isEqualTo(vector.finalActionMasks());
  }

  /** Compares a mask with what the walk's place says; returns how many actions are forbidden. */
  private static int assertMask(float observed, boolean[] masks, int env) {
    int position = Math.round(10 * observed);
    assertThat(masks[2 * env]).isEqualTo(position > -3);
    assertThat(masks[2 * env + 1]).isEqualTo(position < 3);
    return masks[2 * env] && masks[2 * env + 1] ? 0 : 1;
  }

  @Test
  void step_maskThatForbidsEverything_isRefused() {
    SyncVectorEnv vector =
        SyncVectorEnv.of(
            1, i -> new FaultyWalk("mask of nothing"), EpisodeSeeds.derived(3, "training"));
    vector.reset();
    vector.step(new float[1]);
    vector.step(new float[1]);

    assertThatThrownBy(() -> vector.step(new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The environment's action mask forbids every action of Discrete(2)");
  }

  @Test
  void constructor_masksOfSomeAlone_areRefused() {
    List<Env> envs = List.of(new FaultyWalk("none"), new FaultyWalk("mask"));

    assertThatThrownBy(() -> new SyncVectorEnv(envs, EpisodeSeeds.derived(3, "training")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The environments of a vector all have an action mask or none has, but of 2 it is 1.");
  }

  @Test
  void state_writtenInTheMiddle_continuesIdentically() throws IOException {
    SyncVectorEnv vector = cartPoles(3);
    Pcg64 random = new Pcg64(1);
    vector.reset();
    run(vector, random, 100);
    byte[] state = StateBytes.of(vector.state().orElseThrow(), random);

    SyncVectorEnv copy = cartPoles(3);
    Pcg64 copiedRandom = new Pcg64(0);
    StateBytes.restore(state, copy.state().orElseThrow(), copiedRandom);
    assertThat(copy.observations()).isEqualTo(vector.observations());
    assertThat(copy.finalObservations()).isEqualTo(vector.finalObservations());
    assertThat(copy.rewards()).isEqualTo(vector.rewards());
    assertThat(copy.terminated()).isEqualTo(vector.terminated());
    assertThat(run(copy, copiedRandom, 200)).isEqualTo(run(vector, random, 200));
    assertThat(copy.episode(1)).isEqualTo(vector.episode(1));
  }

  private static List<Object> run(SyncVectorEnv vector, Pcg64 random, int steps) {
    float[] actions = new float[vector.count()];
    List<Object> seen = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < actions.length; i++) {
        vector.actionSpace().sample(random, actions, i);
      }
      vector.step(actions);
      for (float value : vector.observations()) {
        seen.add(value);
      }
      for (boolean flag : vector.terminated()) {
        seen.add(flag);
      }
    }
    return seen;
  }

  @Test
  void state_ofAnotherCount_isRefused() throws IOException {
    byte[] state = StateBytes.of(cartPoles(2).state().orElseThrow());
    assertThatThrownBy(() -> StateBytes.restore(state, cartPoles(3).state().orElseThrow()))
        .isInstanceOf(IOException.class)
        .hasMessage("Expected the state of 3 environments, but found that of 2.");
  }

  @Test
  void state_withOneEnvironmentThatCannotCopy_isEmpty() {
    SyncVectorEnv vector =
        new SyncVectorEnv(
            List.of(
                Envs.standard().make("CartPole-v1"),
                new Opaque(Envs.standard().make("CartPole-v1"))),
            EpisodeSeeds.first(0));
    assertThat(vector.state()).isEmpty();
  }

  @Test
  void constructor_environmentsThatDiffer_areRefused() {
    assertThatThrownBy(
            () ->
                new SyncVectorEnv(
                    List.of(
                        Envs.standard().make("MountainCar-v0"),
                        Envs.standard().make("MountainCarContinuous-v0")),
                    EpisodeSeeds.first(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the actions of environment 0 are Discrete(3)");
    assertThatThrownBy(() -> new SyncVectorEnv(List.of(), EpisodeSeeds.first(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void step_withTooFewActions_isRefused() {
    SyncVectorEnv vector = cartPoles(3);
    vector.reset();
    assertThatThrownBy(() -> vector.step(new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected 3 × 1 floats of actions, but found 2.");
  }

  @Test
  void of_whenOneFails_closesTheOthers() {
    List<Opaque> made = new ArrayList<>();
    assertThatThrownBy(
            () ->
                SyncVectorEnv.of(
                    3,
                    i -> {
                      Opaque env =
                          new Opaque(
                              Envs.standard().make(i < 2 ? "CartPole-v1" : "NoPole", Map.of()));
                      made.add(env);
                      return env;
                    },
                    EpisodeSeeds.first(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(made).hasSize(2).allMatch(env -> env.closed);
  }

  @Test
  void close_whenOneFails_closesTheOthers() {
    Opaque failing = new Opaque(Envs.standard().make("CartPole-v1"));
    failing.failure = new IllegalStateException("stuck");
    Opaque other = new Opaque(Envs.standard().make("CartPole-v1"));
    SyncVectorEnv vector = new SyncVectorEnv(List.of(failing, other), EpisodeSeeds.first(0));
    assertThatThrownBy(vector::close).hasMessage("stuck");
    assertThat(other.closed).isTrue();
  }

  /**
   * All but two kinds: one action alone never ends a cliff walk, and jbox2d's worlds are built
   * anew.
   */
  static Stream<String> idsOfFrugalEnvs() {
    return Envs.standard().ids().stream()
        .filter(id -> !id.startsWith("CliffWalking") && !id.startsWith("LunarLander"));
  }

  @ParameterizedTest
  @MethodSource("idsOfFrugalEnvs")
  void step_overEpisodeEnds_allocatesNothing(String id) {
    SyncVectorEnv vector =
        SyncVectorEnv.of(4, i -> Envs.standard().make(id), EpisodeSeeds.derived(3, "training"));
    float[] actions = new float[4 * vector.actionSpace().size()];
    vector.reset();
    double bytes = Allocations.bytesPerCall(2_500, step -> vector.step(actions));
    assertThat(vector.episode(0)).isGreaterThan(1);
    assertThat(bytes).as("bytes per step").isLessThan(1);
  }
}
