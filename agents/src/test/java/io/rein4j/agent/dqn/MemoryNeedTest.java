package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.pg.ReinforceSettings;
import io.rein4j.agent.replay.PrioritizedSettings;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.SequenceMemory;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.FrameStacking;
import io.rein4j.env.Space;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.optim.Adam;
import io.rein4j.optim.AdamW;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.RmsProp;
import io.rein4j.optim.RmsPropTf;
import io.rein4j.optim.Sgd;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What settings ask for, against what is allocated. */
class MemoryNeedTest {

  private static final Space FLOATS = Box.vector(new float[7], ones(7));
  private static final Box IMAGE = Box.vector(new float[100], bytes(100));

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static float[] bytes(int size) {
    float[] bytes = new float[size];
    Arrays.fill(bytes, 255);
    return bytes;
  }

  @Test
  void replay_floatsImagesAndPriorities_isWhatIsAllocated() {
    for (Space space : List.of(FLOATS, IMAGE, IMAGE.stackedBy(new FrameStacking(4)))) {
      for (ReplaySettings settings :
          List.of(
              new ReplaySettings(100_000, 0),
              new ReplaySettings(70_000, 0, PrioritizedSettings.DEFAULTS))) {
        for (int n : List.of(1, 200)) {
          int mask = n == 1 ? 0 : 18;
          double allocated =
              allocatedBy(
                  () ->
                      new TransitionMemory(settings, space, 2, 8, n, 0.9, 32, new Pcg64(1), mask));

          assertThat(bytes(TransitionMemory.need(settings, space, 2, 8, n, mask)))
              .as("%s, %s, n = %s, mask of %s", space, settings, n, mask)
              .isCloseTo(allocated, within(0.01 * allocated));
        }
      }
    }
  }

  private static double bytes(List<MemoryNeed> needs) {
    return needs.stream().mapToDouble(MemoryNeed::bytes).sum();
  }

  @Test
  void sequences_burnInAndState_isWhatIsAllocated() {
    RecurrentSettings settings = new RecurrentSettings(10, 5);
    double allocated =
        allocatedBy(
            () ->
                new SequenceMemory(
                    100_000, 20, settings, FLOATS, 2, 128, 4, 3, 0.9, 40, new Pcg64(1), 0));

    assertThat(SequenceMemory.need(100_000, 20, settings, FLOATS, 2, 128, 4, 3, 0).bytes())
        .isCloseTo(allocated, within(0.01 * allocated));
  }

  @Test
  void agents_largeSettings_areTheLargestNeedByTheirKey() {
    AgentContext context = new AgentContext(FLOATS, new Discrete(3), 4, 1000, new RandomStreams(1));
    PpoSettings ppo = PpoSettings.DEFAULTS;

    assertThat(largest(DqnSettings.DEFAULTS.memory(context)).key()).isEqualTo("replay.capacity");
    // Seven floats seen, one done, a reward, a discount and two places of observations; and blocks.
    assertThat(largest(DqnSettings.DEFAULTS.memory(context)).bytes())
        .isBetween(1e6 * (7 * 4 + 20), 1.01e6 * (7 * 4 + 20));
    assertThat(largest(ppo.memory(context)).key()).isEqualTo("rollout-steps");
    // Seven floats seen, one done, five more; an index, a reward, an end.
    assertThat(largest(ppo.memory(context)).bytes()).isEqualTo(4.0 * 2048 * (13 * 4 + 4 + 8 + 1));
  }

  /** Values, gradients and what optimizers keep; a little is allocated for what is not counted. */
  @Test
  void network_withItsOptimizer_isWhatIsAllocated() {
    AgentContext context = new AgentContext(FLOATS, new Discrete(3), 1, 1000, new RandomStreams(1));
    MlpSettings network =
        MlpSettings.builder(600, 600).initialization(Initialization.KAIMING_UNIFORM).build();
    ReplaySettings replay = new ReplaySettings(100, 10);
    for (OptimizerSettings optimizer :
        List.of(
            Adam.DEFAULTS, AdamW.DEFAULTS, RmsProp.DEFAULTS, RmsPropTf.DEFAULTS, Sgd.DEFAULTS)) {
      for (AgentSettings agent :
          List.of(
              DqnSettings.builder().network(network).replay(replay).optimizer(optimizer).build(),
              PpoSettings.builder().network(network).rolloutSteps(64).optimizer(optimizer).build(),
              A2cSettings.builder().network(network).optimizer(optimizer).build(),
              ReinforceSettings.builder().network(network).optimizer(optimizer).build())) {
        double allocated = allocatedBy(() -> agent.create(context));

        assertThat(bytes(agent.memory(context)))
            .as("%s", agent)
            .isCloseTo(allocated, within(0.1 * allocated));
      }
    }
  }

  private static MemoryNeed largest(List<MemoryNeed> needs) {
    return needs.stream().max((a, b) -> Double.compare(a.bytes(), b.bytes())).orElseThrow();
  }

  @Test
  void prospects_warmupBeyondTraining_areTold() {
    AgentContext context = new AgentContext(FLOATS, new Discrete(3), 1, 600, new RandomStreams(1));

    assertThat(dqn(new ReplaySettings(100, 5000), 4, 100).prospects(context))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Nothing will be learned: learning starts"),
            second -> assertThat(second).contains("keeps the last 100 only"));
    assertThat(dqn(new ReplaySettings(100, 50), 601, 100).prospects(context)).hasSize(1);
    assertThat(dqn(new ReplaySettings(100, 50), 4, 601).prospects(context))
        .containsExactly(
            "The target network is never updated: 'target-update-interval' is 601 steps, but"
                + " training has 600.");
    assertThat(dqn(new ReplaySettings(100, 50), 4, 100).prospects(context)).isEmpty();
  }

  @Test
  void prospects_firstUpdateAtTheLastStep_areNotTold() {
    List<Integer> wrong = new ArrayList<>();
    for (int environments = 1; environments <= 5; environments++) {
      for (int frequency = 1; frequency <= 9; frequency++) {
        for (int warmup = 0; warmup <= 20; warmup++) {
          for (int total = 1; total <= 40; total++) {
            AgentContext context =
                new AgentContext(
                    FLOATS, new Discrete(3), environments, total, new RandomStreams(1));
            boolean told =
                dqn(new ReplaySettings(100, warmup), frequency, 1).prospects(context).stream()
                    .anyMatch(sentence -> sentence.startsWith("Nothing"));
            if (told != updatesNothing(environments, frequency, warmup, total)) {
              wrong.add(warmup);
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** As the agent counts, step by step. */
  private static boolean updatesNothing(int environments, int frequency, int warmup, int total) {
    for (int steps = 0; steps < total; ) {
      int before = steps;
      steps += environments;
      if (before / frequency != steps / frequency && steps > warmup) {
        return false;
      }
    }
    return true;
  }

  private static DqnSettings dqn(ReplaySettings replay, int trainFrequency, int targetInterval) {
    return DqnSettings.builder()
        .replay(replay)
        .trainFrequency(trainFrequency)
        .targetUpdateInterval(targetInterval)
        .exploration(Schedule.constant(0.1))
        .build();
  }

  private static double allocatedBy(Runnable made) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    made.run();
    long before = threads.getThreadAllocatedBytes(id);
    made.run();
    return threads.getThreadAllocatedBytes(id) - before;
  }
}
