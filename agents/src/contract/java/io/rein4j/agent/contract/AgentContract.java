package io.rein4j.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.agent.UpdateListener;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.VectorStep;
import io.rein4j.env.contract.Allocations;
import io.rein4j.env.source.Envs;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The tests that every agent passes: the same seed gives the same training, also across its written
 * state; parameters change by updates that were reported; acting greedily leaves no trace; steps
 * allocate nothing.
 *
 * <p>A test class extends it and says what the agent's settings are: such that it learns several
 * times in {@value #STEPS} steps of {@value #ENVIRONMENTS} environments.
 */
public abstract class AgentContract {

  private static final int ENVIRONMENTS = 3;
  private static final int STEPS = 200;

  /** Steps before the state is written: in the middle of a rollout and of episodes. */
  private static final int STEPS_BEFORE_THE_COPY = 131;

  private static final int STEPS_AFTER_THE_COPY = 100;
  private static final int STEPS_MEASURED = 300;
  private static final int GREEDY_ROWS = 20;
  private static final long TOTAL = 3_000;

  /** {@return the agent's settings} */
  protected abstract AgentSettings settings();

  /**
   * {@return a new environment to learn in, which can copy its state; CartPole-v1 by default}
   * Episodes in it take less than {@value #STEPS} steps, and more than one.
   */
  protected Env environment() {
    return Envs.standard().make("CartPole-v1");
  }

  /**
   * {@return the bytes that a step of all environments may allocate in steady state; 0 by default}
   */
  protected double bytesPerStep() {
    return 0;
  }

  /** An agent and its environments. */
  private final class Run {

    final SyncVectorEnv envs;
    final Agent agent;
    final float[] actions;

    Run(long seed) {
      envs =
          SyncVectorEnv.of(
              ENVIRONMENTS, index -> environment(), EpisodeSeeds.derived(7, "training"));
      actions = new float[ENVIRONMENTS * envs.actionSpace().size()];
      agent =
          settings()
              .create(
                  new AgentContext(
                          envs.observationSpace(),
                          envs.actionSpace(),
                          ENVIRONMENTS,
                          TOTAL,
                          new RandomStreams(seed))
                      .masked(envs.actionMasks().length / ENVIRONMENTS));
      envs.reset();
    }

    void step(UpdateListener updates) {
      act();
      envs.step(actions);
      agent.observe(envs, updates);
    }

    void act() {
      agent.act(envs.observations(), envs.actionMasks(), actions);
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        step(UpdateListener.NONE);
      }
    }

    byte[] state() throws IOException {
      return StateBytes.of(agent, this::memory, envs.state().orElseThrow());
    }

    void restore(byte[] state) throws IOException {
      StateBytes.restore(state, agent, this::memory, envs.state().orElseThrow());
    }

    private void memory(State state) throws IOException {
      try (StateSnapshot memory = agent.snapshot()) {
        memory.state(state);
      }
    }

    Map<String, Double> metrics() {
      Map<String, Double> metrics = new HashMap<>();
      agent.drainMetrics(metrics::put);
      return metrics;
    }
  }

  @Test
  void training_sameSeed_isTheSameByteForByte() throws IOException {
    Run first = new Run(5);
    Run second = new Run(5);

    first.steps(STEPS);
    second.steps(STEPS);

    assertThat(Arrays.equals(second.state(), first.state()))
        .withFailMessage(
            "Two agents with the same seed differ after %s steps. Draw weights from"
                + " context.streams().stream(\"weights\"), actions from stream(\"exploration\"),"
                + " and all else that is random from other named streams.",
            STEPS)
        .isTrue();
  }

  @Test
  void training_anotherSeed_isAnother() {
    Run first = new Run(5);
    Run other = new Run(6);

    first.steps(STEPS);
    other.steps(STEPS);

    assertThat(Arrays.equals(other.agent.parameters(), first.agent.parameters()))
        .withFailMessage(
            "Two agents with different seeds have the same parameters after %s steps. Draw from the"
                + " context's streams, not from a generator with a seed of its own.",
            STEPS)
        .isFalse();
  }

  @Test
  void state_inTheMiddleOfARollout_goesOnAsIfNothingHadHappened() throws IOException {
    Run undisturbed = new Run(5);
    undisturbed.steps(STEPS_BEFORE_THE_COPY);
    undisturbed.agent.cut(0, undisturbed.envs.observations());
    byte[] state = undisturbed.state();
    Run resumed = new Run(99);

    resumed.restore(state);
    undisturbed.steps(STEPS_AFTER_THE_COPY);
    resumed.steps(STEPS_AFTER_THE_COPY);

    assertThat(Arrays.equals(resumed.state(), undisturbed.state()))
        .withFailMessage(
            "An agent that read the state of another went on in another way. Hand all over in"
                + " state(State) that acting and learning depend on: parameters, optimizer,"
                + " clipping stage, generators, counters and the rollout so far.")
        .isTrue();
    assertThat(resumed.metrics())
        .withFailMessage(
            "An agent that read the state of another reports other metrics. Hand over in"
                + " state(State) what drainMetrics reports.")
        .isEqualTo(undisturbed.metrics());
  }

  @Test
  void state_read_isWrittenAsItWas() throws IOException {
    Run run = new Run(5);
    run.steps(STEPS_BEFORE_THE_COPY);
    byte[] state = run.state();
    Run resumed = new Run(99);

    resumed.restore(state);

    assertThat(Arrays.equals(resumed.state(), state))
        .withFailMessage(
            "A state that was read is not written as it was. Keep what state.of(value) returns, as"
                + " in steps = state.of(steps).")
        .isTrue();
  }

  @Test
  void parameters_ofAnAgent_changeByReportedUpdatesAlone() {
    Run run = new Run(5);
    int[] applied = new int[1];
    int all = 0;
    for (int step = 0; step < STEPS; step++) {
      applied[0] = 0;
      float[] before = run.agent.parameters().clone();
      run.step(report -> applied[0] += report.applied() ? 1 : 0);
      all += applied[0];
      assertThat(applied[0] == 0 && !Arrays.equals(before, run.agent.parameters()))
          .withFailMessage(
              "Step %s changed the parameters without an update that was reported. Send every"
                  + " gradient through an UpdatePath, which clips it and tells the listener.",
              step)
          .isFalse();
    }
    assertThat(all)
        .withFailMessage(
            "The agent reported no update in %s steps. Let settings() make one that learns sooner,"
                + " and hand the listener of observe to its UpdatePath.",
            STEPS)
        .isPositive();
  }

  @Test
  void greedyPolicy_anyNumberOfTimes_leavesTheStateAsItIs() throws IOException {
    Run run = new Run(5);
    run.steps(STEPS_BEFORE_THE_COPY);
    byte[] before = run.state();

    run.agent
        .greedyPolicy(GREEDY_ROWS)
        .act(
            new float[run.envs.observationSpace().size() * GREEDY_ROWS],
            new float[run.envs.actionSpace().size() * GREEDY_ROWS]);

    assertThat(Arrays.equals(run.state(), before))
        .withFailMessage(
            "Acting greedily changed the agent's state. Give the greedy policy arrays of its own,"
                + " and let it draw nothing.")
        .isTrue();
  }

  @Test
  void greedyPolicies_ofOneAgent_actAlike() {
    Run run = new Run(5);
    run.steps(STEPS_BEFORE_THE_COPY);
    GreedyPolicy policy = run.agent.greedyPolicy(ENVIRONMENTS);
    GreedyPolicy other = run.agent.greedyPolicy(ENVIRONMENTS);
    float[] actions = new float[run.actions.length];
    float[] others = new float[run.actions.length];
    for (int step = 0; step < STEPS_AFTER_THE_COPY; step++) {
      policy.act(run.envs.observations(), run.envs.actionMasks(), actions);
      other.act(run.envs.observations(), run.envs.actionMasks(), others);
      assertThat(Arrays.equals(others, actions))
          .withFailMessage(
              "Two greedy policies of one agent acted differently on the same observations. Let a"
                  + " greedy policy take the action that the agent holds for best, and draw"
                  + " nothing.")
          .isTrue();
      run.envs.step(actions);
    }
  }

  @Test
  void actions_ofAMaskedEnvironment_areAllowed() {
    Run run = new Run(5);
    assumeTrue(run.envs.actionMasks().length > 0, "environment() has no action mask");
    MaskedActions masked = MaskedActions.of(run.envs.actionSpace());
    float[] greedy = new float[run.actions.length];
    for (int step = 0; step < STEPS; step++) {
      run.agent
          .greedyPolicy(ENVIRONMENTS)
          .act(run.envs.observations(), run.envs.actionMasks(), greedy);
      run.act();
      requireAllowed(masked, run, run.actions, "while it learns");
      requireAllowed(masked, run, greedy, "greedily");
      run.envs.step(run.actions);
      run.agent.observe(run.envs, UpdateListener.NONE);
    }
  }

  private static void requireAllowed(
      MaskedActions masked, Run run, float[] actions, String acting) {
    int size = actions.length / ENVIRONMENTS;
    for (int env = 0; env < ENVIRONMENTS; env++) {
      assertThat(masked.allows(run.envs.actionMasks(), env * masked.size(), actions, env * size))
          .withFailMessage(
              "The agent took an action %s that the mask forbids. Override act(observations,"
                  + " masks, actions) of Agent and of GreedyPolicy to choose among what is allowed,"
                  + " or let keepsToMasks() of the settings return false.",
              acting)
          .isTrue();
    }
  }

  /** A step after which one environment's episode is truncated, and the next one has started. */
  private record Truncated(VectorStep step, int env, int size) implements VectorStep {

    @Override
    public int count() {
      return step.count();
    }

    @Override
    public float[] observations() {
      float[] observations = step.observations().clone();
      System.arraycopy(observations, 0, observations, env * size, size);
      return observations;
    }

    @Override
    public double[] rewards() {
      return step.rewards();
    }

    @Override
    public boolean[] terminated() {
      return step.terminated();
    }

    @Override
    public boolean[] truncated() {
      boolean[] truncated = step.truncated().clone();
      truncated[env] = true;
      return truncated;
    }

    @Override
    public float[] finalObservations() {
      float[] observations = step.finalObservations().clone();
      System.arraycopy(step.observations(), env * size, observations, env * size, size);
      return observations;
    }

    @Override
    public boolean[] actionMasks() {
      boolean[] masks = step.actionMasks().clone();
      int maskSize = masks.length / count();
      System.arraycopy(masks, 0, masks, env * maskSize, maskSize);
      return masks;
    }

    @Override
    public boolean[] finalActionMasks() {
      boolean[] masks = step.finalActionMasks().clone();
      int maskSize = masks.length / count();
      System.arraycopy(step.actionMasks(), env * maskSize, masks, env * maskSize, maskSize);
      return masks;
    }
  }

  @Test
  void cut_behindAStep_isAsATruncationThere() throws IOException {
    int steps = 40;
    while (!isCutAsTruncated(steps)) {
      steps++;
      assertThat(steps)
          .withFailMessage(
              "No step up to number %s was in the middle of an episode and of a rollout. Let"
                  + " settings() and environment() have longer ones.",
              STEPS)
          .isLessThan(STEPS);
    }
  }

  /** Returns whether the step after some could be compared: it ends nothing by itself. */
  private boolean isCutAsTruncated(int steps) throws IOException {
    int env = ENVIRONMENTS - 1;
    Run truncated = new Run(5);
    truncated.steps(steps);
    truncated.act();
    truncated.envs.step(truncated.actions);
    boolean ended = truncated.envs.terminated()[env] || truncated.envs.truncated()[env];
    int size = truncated.envs.observationSpace().size();
    if (ended
        || truncated.agent.observe(new Truncated(truncated.envs, env, size), UpdateListener.NONE)) {
      return false;
    }
    Run cut = new Run(5);
    cut.steps(steps + 1);
    cut.agent.cut(env, cut.envs.observations());
    assertThat(Arrays.equals(cut.state(), truncated.state()))
        .withFailMessage(
            "After %s steps, an episode that was cut is not what a truncation there would have made"
                + " of it. In cut(env, observations), do as observe does at a truncation with these"
                + " as the final observations.",
            steps + 1)
        .isTrue();
    return true;
  }

  @Test
  void step_inSteadyState_allocatesNoMoreThanItMay() {
    Run run = new Run(5);

    double bytes = Allocations.bytesPerCall(STEPS_MEASURED, step -> run.step(UpdateListener.NONE));

    assertThat(bytes)
        .withFailMessage(
            "A step of %s environments allocates %.1f bytes, and may allocate %.1f. Make arrays and"
                + " passes when the agent is made, and keep them.",
            ENVIRONMENTS, bytes, bytesPerStep())
        .isLessThan(bytesPerStep() + 1);
  }
}
