package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rein4j.env.Conformance;
import io.rein4j.env.Conformance.Finding;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Renderer;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Unwritten;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tests that every environment passes: Gymnasium's semantics, the same episodes from the same
 * seed, an exact copy of the state, no allocation.
 *
 * <p>A test class extends it and says how the environment is made. What an environment cannot keep
 * to, it says by overriding the method that the failure names.
 */
public abstract class EnvContract {

  private static final int EPISODES = 3;

  /** A test takes no more steps in an episode: some environments end none. */
  private static final int STEPS = 1_200;

  /** Steps after which the state is copied: in an episode, at its ends, and in the next one. */
  private static final int[] COPIED_AFTER = {0, 1, 7, 123, 499};

  private static final int STEPS_AFTER_THE_COPY = 600;
  private static final int STEPS_MEASURED = 2_000;

  private static final int STEPS_BETWEEN_PICTURES = 60;

  /** Floats around an observation or an action that belong to somebody else. */
  private static final int MARGIN = 3;

  /** {@return a new environment, which the test owns} */
  protected abstract Env make();

  /**
   * {@return the number of steps at which every episode is truncated; empty, as by default, if the
   * environment has no such limit}
   */
  protected OptionalInt maxEpisodeSteps() {
    return OptionalInt.empty();
  }

  /** {@return whether episodes of different seeds differ; true by default} */
  protected boolean dependsOnItsSeed() {
    return true;
  }

  /**
   * {@return whether the environment can copy its state at any step; true by default} One that
   * cannot is brought back by playing its episode again.
   */
  protected boolean copiesItsState() {
    return true;
  }

  /** {@return the bytes that a step may allocate in steady state; 0 by default} */
  protected double bytesPerStep() {
    return 0;
  }

  /** An environment whose observations and actions lie within longer arrays, as in a vector. */
  private static final class Framed extends ForwardingEnv {

    private final float[] observations;
    private final float[] actions;

    Framed(Env within) {
      super(within);
      observations = new float[within.observationSpace().size() + 2 * MARGIN];
      actions = new float[within.actionSpace().size() + 2 * MARGIN];
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      within().reset(seed, observations, MARGIN);
      tell(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      within().reset(observations, MARGIN);
      tell(observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      System.arraycopy(action, actionOffset, actions, MARGIN, actions.length - 2 * MARGIN);
      double reward = within().step(actions, MARGIN, observations, MARGIN);
      tell(observation, offset);
      return reward;
    }

    private void tell(float[] observation, int offset) {
      int size = observations.length - 2 * MARGIN;
      System.arraycopy(observations, MARGIN, observation, offset, size);
    }
  }

  private Env framed() {
    return new Framed(new ToldEnds(make()));
  }

  @Test
  void envCheck_underRandomActions_findsNothing() {
    List<Finding> findings = Conformance.check(this::framed, STEPS).findings();

    assertThat(findings)
        .withFailMessage(
            () ->
                findings.stream()
                    .filter(finding -> !finding.passed())
                    .map(finding -> finding.check() + ": " + finding.advice())
                    .collect(Collectors.joining("\n")))
        .allMatch(Finding::passed);
  }

  @Test
  void spaces_ofEveryEnvironmentAndAtEveryStep_areTheSame() {
    try (Env env = framed();
        Env other = framed()) {
      assertSameSpaces(env, other, "a new environment");
      play(env, 5, STEPS_AFTER_THE_COPY);
      assertSameSpaces(env, other, "an environment after some steps");
    }
  }

  private static void assertSameSpaces(Env env, Env other, String when) {
    assertThat(env.observationSpace())
        .withFailMessage(
            "The observation space of %s is %s, that of a new one %s. Agents are made for the space"
                + " that they see first: always return an equal one.",
            when, env.observationSpace(), other.observationSpace())
        .isEqualTo(other.observationSpace());
    assertThat(env.actionSpace())
        .withFailMessage(
            "The action space of %s is %s, that of a new one %s. Agents are made for the space that"
                + " they see first: always return an equal one.",
            when, env.actionSpace(), other.actionSpace())
        .isEqualTo(other.actionSpace());
  }

  @Test
  void observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse() {
    try (Env env = new ToldEnds(make())) {
      int size = env.observationSpace().size();
      float[] observations = new float[size + 2 * MARGIN];
      float[] actions = new float[env.actionSpace().size() + 2 * MARGIN];
      Pcg64 random = new Pcg64(1);
      SensibleActions sensible = new SensibleActions(env);
      Unwritten.mark(observations);
      env.reset(1, observations, MARGIN);
      assertWritten(observations, size, "A reset with a seed");
      for (int step = 1; step <= STEPS; step++) {
        Unwritten.mark(observations);
        if (env.terminated() || env.truncated()) {
          env.reset(observations, MARGIN);
          assertWritten(observations, size, "A reset");
        } else {
          Unwritten.mark(actions);
          sensible.draw(random, actions, MARGIN);
          float[] before = actions.clone();
          env.step(actions, MARGIN, observations, MARGIN);
          assertWritten(observations, size, "Step " + step);
          assertThat(firstDifference(actions, before))
              .withFailMessage(
                  "Step %s changed the caller's actions. Copy the action before changing it.", step)
              .isNegative();
        }
      }
    }
  }

  private static void assertWritten(float[] observations, int size, String what) {
    for (int i = 0; i < observations.length; i++) {
      boolean own = i >= MARGIN && i < MARGIN + size;
      int index = i - MARGIN;
      assertThat(!Unwritten.is(observations[i]))
          .withFailMessage(
              own
                  ? "%s left element %s of its observation as it was. Write all %s floats of it."
                  : "%s wrote to element %s of an observation that has %s. Write as many floats as"
                      + " the observation space's size(), from the given offset on.",
              what,
              index,
              size)
          .isEqualTo(own);
    }
  }

  /** An environment whose caller does as it likes with arrays, as soon as a call has ended. */
  private static final class Lent extends ForwardingEnv {

    private float[] observations = {};

    Lent(Env within) {
      super(within);
    }

    /** Writes to the array of the last call, and returns another one. */
    private float[] another() {
      Unwritten.mark(observations);
      return new float[within().observationSpace().size() + 2 * MARGIN];
    }

    private void taken(float[] lent, float[] observation, int offset) {
      assertUntouched();
      System.arraycopy(lent, MARGIN, observation, offset, lent.length - 2 * MARGIN);
      observations = lent;
    }

    private void assertUntouched() {
      for (float value : observations) {
        assertThat(Unwritten.is(value))
            .withFailMessage(
                "A call wrote to the array that the call before it was given. Keep no array of a"
                    + " caller: write to the one that each call gives.")
            .isTrue();
      }
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      float[] lent = another();
      within().reset(seed, lent, MARGIN);
      taken(lent, observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      float[] lent = another();
      within().reset(lent, MARGIN);
      taken(lent, observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      int size = within().actionSpace().size();
      float[] own = Arrays.copyOfRange(action, actionOffset, actionOffset + size);
      float[] lent = another();
      double reward = within().step(own, 0, lent, MARGIN);
      Unwritten.mark(own);
      taken(lent, observation, offset);
      return reward;
    }
  }

  @Test
  void arrays_ofEarlierCalls_areNotKept() {
    try (Env env = framed();
        Env lent = new Lent(new ToldEnds(make()))) {
      assertThat(firstDifference(play(lent, 5, STEPS), play(env, 5, STEPS)))
          .withFailMessage(
              "An environment took another course where its caller wrote to the arrays of the call"
                  + " before. Copy what is to be remembered of an action or an observation into"
                  + " arrays of your own.")
          .isNegative();
    }
  }

  @Test
  void step_beforeTheFirstReset_isRefused() {
    try (Env env = framed()) {
      float[] observation = new float[env.observationSpace().size()];
      float[] action = new float[env.actionSpace().size()];
      env.actionSpace().sample(new Pcg64(1), action, 0);

      assertThat(catchThrowable(() -> env.step(action, 0, observation, 0)))
          .withFailMessage(
              "A step before the first reset is not refused. Throw an IllegalStateException where"
                  + " no episode is under way.")
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void step_actionThatIsNone_isRefused() {
    try (Env env = framed()) {
      float[] observation = new float[env.observationSpace().size()];
      float[] action = new float[env.actionSpace().size()];
      env.actionSpace().sample(new Pcg64(1), action, 0);
      env.reset(1, observation, 0);
      action[0] = Float.NaN;

      assertThat(catchThrowable(() -> env.step(action, 0, observation, 0)))
          .withFailMessage(
              "An action with NaN is not refused. Call actionSpace().require(action, offset) if"
                  + " actionSpace().contains(action, offset) is false.")
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void episode_withALimit_isTruncatedThereAndNowhereElse() {
    OptionalInt limit = maxEpisodeSteps();
    assumeTrue(limit.isPresent(), "maxEpisodeSteps() is empty");
    try (Env env = framed()) {
      Pcg64 random = new Pcg64(1);
      float[] observation = new float[env.observationSpace().size()];
      float[] action = new float[env.actionSpace().size()];
      SensibleActions sensible = new SensibleActions(env);
      for (int episode = 0; episode < EPISODES; episode++) {
        env.reset(episode, observation, 0);
        int steps = 0;
        while (!env.terminated() && !env.truncated()) {
          sensible.draw(random, action, 0);
          env.step(action, 0, observation, 0);
          steps++;
          assertThat(env.truncated())
              .withFailMessage(
                  "Step %s of an episode is %s, but maxEpisodeSteps() says %s. Truncate the episode"
                      + " at that step, or correct maxEpisodeSteps().",
                  steps, env.truncated() ? "truncated" : "not truncated", limit.getAsInt())
              .isEqualTo(steps == limit.getAsInt());
        }
      }
    }
  }

  @Test
  void reset_sameSeed_startsTheSameEpisodes() {
    try (Env env = framed();
        Env other = framed()) {
      assertThat(firstDifference(play(env, 5, STEPS), play(other, 5, STEPS)))
          .withFailMessage(
              "Two environments took different courses after a reset with the same seed and the"
                  + " same actions. Draw whatever is random from the seed of the reset.")
          .isNegative();
    }
  }

  @Test
  void reset_ofAUsedEnvironment_startsAsANewOne() {
    try (Env used = framed();
        Env other = framed()) {
      play(used, 9, STEPS);
      assertThat(firstDifference(play(used, 5, STEPS), play(other, 5, STEPS)))
          .withFailMessage(
              "An environment that has been used took another course than a new one after a reset"
                  + " with the same seed. Let a reset with a seed start the generator, and all else"
                  + " that the environment keeps, anew.")
          .isNegative();
    }
  }

  @Test
  void reset_anotherSeed_startsOtherEpisodes() {
    try (Env env = framed();
        Env other = framed()) {
      boolean same = firstDifference(play(env, 5, STEPS), play(other, 6, STEPS)) < 0;
      assertThat(same && dependsOnItsSeed())
          .withFailMessage(
              "The seeds 5 and 6 gave the same episodes. Draw whatever is random from the seed of"
                  + " the reset; if nothing is, override dependsOnItsSeed() to return false.")
          .isFalse();
    }
  }

  @Test
  void environments_sideBySide_shareNothing() {
    try (Env alone = framed();
        Env env = framed();
        Env neighbour = framed()) {
      List<Object> expected = play(alone, 5, STEPS_AFTER_THE_COPY);
      Course course = new Course(env, 5);
      Course beside = new Course(neighbour, 77);
      for (int i = 0; i < STEPS_AFTER_THE_COPY; i++) {
        course.go();
        beside.go();
      }
      assertThat(firstDifference(course.seen, expected))
          .withFailMessage(
              "An environment took another course while another one was stepped beside it. Keep"
                  + " nothing in static fields or in objects that environments share.")
          .isNegative();
    }
  }

  @Test
  void state_atAnyStep_goesOnAsIfNothingHadHappened() throws IOException {
    for (int steps : COPIED_AFTER) {
      try (Env env = framed();
          Env copy = framed()) {
        assumeState(env);
        Course course = new Course(env, 4);
        course.go(steps);
        byte[] state = StateBytes.of(stateOf(env), course.random);
        Course resumed = new Course(copy, 99);
        resumed.go(3);
        StateBytes.restore(state, stateOf(copy), resumed.random);
        assertThat(copy.terminated() == env.terminated() && copy.truncated() == env.truncated())
            .withFailMessage(
                "After %s steps, an environment and one that read its state disagree on whether the"
                    + " episode is over. Hand terminated and truncated over in state(State).",
                steps)
            .isTrue();
        System.arraycopy(course.observation, 0, resumed.observation, 0, course.observation.length);
        course.forget();
        resumed.forget();
        course.go(STEPS_AFTER_THE_COPY);
        resumed.go(STEPS_AFTER_THE_COPY);
        assertThat(firstDifference(resumed.seen, course.seen))
            .withFailMessage(
                "An environment that read the state of another after %s steps took another course."
                    + " Hand every field that changes over in state(State), the generator"
                    + " included.",
                steps)
            .isNegative();
      }
    }
  }

  @Test
  void state_read_isWrittenAsItWas() throws IOException {
    for (int steps : COPIED_AFTER) {
      try (Env env = framed();
          Env copy = framed()) {
        assumeState(env);
        new Course(env, 4).go(steps);
        byte[] state = StateBytes.of(stateOf(env));
        StateBytes.restore(state, stateOf(copy));
        assertThat(Arrays.equals(StateBytes.of(stateOf(copy)), state))
            .withFailMessage(
                "A state that was read is not written as it was. Keep what state.of(value) returns,"
                    + " as in steps = state.of(steps).")
            .isTrue();
      }
    }
  }

  @Test
  void state_written_changesNothing() throws IOException {
    try (Env env = framed();
        Env undisturbed = framed()) {
      assumeState(env);
      Course course = new Course(env, 4);
      for (int i = 0; i < STEPS_AFTER_THE_COPY; i++) {
        StateBytes.of(stateOf(env));
        course.go();
      }
      assertThat(firstDifference(course.seen, play(undisturbed, 4, STEPS_AFTER_THE_COPY)))
          .withFailMessage(
              "Writing the state changed the environment's course. Let state(State) draw and move"
                  + " nothing.")
          .isNegative();
    }
  }

  @Test
  void renderer_thatDraws_changesNothing() {
    try (Env env = framed();
        Env undisturbed = framed()) {
      assumeTrue(env.renderer().isPresent(), "renderer() is empty");
      Renderer renderer = env.renderer().orElseThrow();
      Course course = new Course(env, 4);
      for (int i = 0; i < STEPS_AFTER_THE_COPY; i++) {
        if (i % STEPS_BETWEEN_PICTURES == 0) {
          RgbImage picture = renderer.render();
          assertThat(renderer.render())
              .withFailMessage("Two pictures of the same state differ. Draw what the state holds.")
              .isEqualTo(picture);
        }
        course.go();
      }
      assertThat(firstDifference(course.seen, play(undisturbed, 4, STEPS_AFTER_THE_COPY)))
          .withFailMessage(
              "Drawing the environment changed its course. Let the renderer draw and move nothing.")
          .isNegative();
      assertThat(renderer.framesPerSecond())
          .withFailMessage(
              "The renderer tells %s steps a second. Tell a number above 0.",
              renderer.framesPerSecond())
          .isPositive();
    }
  }

  private void assumeState(Env env) {
    assertThat(env.state().isPresent())
        .withFailMessage(
            copiesItsState()
                ? "state() is empty. Implement CopyableEnv, so that runs resume exactly; where the"
                    + " world cannot be copied, override copiesItsState() to return false."
                : "state() is not empty. Let copiesItsState() return true.")
        .isEqualTo(copiesItsState());
    assumeTrue(copiesItsState(), "copiesItsState() is false");
  }

  private static Stateful stateOf(Env env) {
    return env.state().orElseThrow();
  }

  @Test
  void step_inSteadyState_allocatesNoMoreThanItMay() {
    try (Env env = framed()) {
      Pcg64 random = new Pcg64(3);
      float[] observation = new float[env.observationSpace().size()];
      float[] action = new float[env.actionSpace().size()];
      SensibleActions actions = new SensibleActions(env);
      env.reset(1, observation, 0);
      double bytes =
          Allocations.bytesPerCall(
              STEPS_MEASURED,
              step -> {
                if (env.terminated() || env.truncated()) {
                  env.reset(observation, 0);
                } else {
                  actions.draw(random, action, 0);
                  env.step(action, 0, observation, 0);
                }
              });
      assertThat(bytes)
          .withFailMessage(
              "A step allocates %.1f bytes, and may allocate %.1f. Keep arrays in fields; where a"
                  + " library allocates, override bytesPerStep().",
              bytes, bytesPerStep())
          .isLessThan(bytesPerStep() + 1);
    }
  }

  static List<Object> play(Env env, long seed, int steps) {
    Course course = new Course(env, seed);
    course.go(steps);
    return course.seen;
  }

  /** An environment under random actions, episode after episode, and all that it answers. */
  private static final class Course {

    final Env env;
    final Pcg64 random = new Pcg64(2);
    final float[] observation;
    final float[] action;
    final SensibleActions actions;
    final List<Object> seen = new ArrayList<>();

    Course(Env env, long seed) {
      this.env = env;
      observation = new float[env.observationSpace().size()];
      action = new float[env.actionSpace().size()];
      actions = new SensibleActions(env);
      env.reset(seed, observation, 0);
      look();
    }

    void go(int steps) {
      for (int i = 0; i < steps; i++) {
        go();
      }
    }

    void go() {
      if (env.terminated() || env.truncated()) {
        env.reset(observation, 0);
      } else {
        actions.draw(random, action, 0);
        seen.add(env.step(action, 0, observation, 0));
        seen.add(env.terminated());
        seen.add(env.truncated());
      }
      look();
    }

    private void look() {
      seen.add(Arrays.hashCode(observation));
      if (!env.terminated()) {
        seen.add(Arrays.hashCode(actions.allowed()));
      }
    }

    void forget() {
      seen.clear();
    }
  }

  private static int firstDifference(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        return i;
      }
    }
    return -1;
  }

  static int firstDifference(List<Object> a, List<Object> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      if (i >= a.size() || i >= b.size() || !a.get(i).equals(b.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
