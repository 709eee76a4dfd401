package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Which updates are an episode's. Update number i has a gradient of the norm 2ⁱ, so that the sum of
 * norms that an episode's statistics hold tells its updates.
 */
class EpisodeStatisticsTest {

  /** Real environments with scripted episodes, a real clipping stage, and a log of what is told. */
  private static final class Script implements RunListener {

    final ParameterLayout layout = ParameterLayout.builder().add("q/dense/weight", 1).build();
    final ClippingStage stage =
        new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(1e6, 2)));
    final boolean onPolicy;
    final EpisodeMonitor[] monitors;
    final SyncVectorEnv vector;
    final List<String> episodes = new ArrayList<>();
    final List<String> rows = new ArrayList<>();
    final List<EpisodeRecord> records = new ArrayList<>();
    EpisodeStatistics statistics;
    int updates;

    Script(boolean onPolicy, int[]... lengths) {
      this.onPolicy = onPolicy;
      monitors =
          Arrays.stream(lengths)
              .map(each -> new EpisodeMonitor(new ScriptedEnv(each)))
              .toArray(EpisodeMonitor[]::new);
      vector = new SyncVectorEnv(List.of(monitors), EpisodeSeeds.first(0));
      statistics = new EpisodeStatistics(layout.groups(), List.of(), false, onPolicy, monitors);
      vector.reset();
    }

    /** One step of the environments, in which some updates are made. */
    Script step(int made) throws IOException {
      begin();
      for (int i = 0; i < made; i++) {
        update(Math.scalb(1f, updates));
      }
      return end(made > 0);
    }

    void begin() {
      vector.step(new float[vector.count()]);
      statistics.stepped(vector);
    }

    void update(float gradient) throws IOException {
      statistics.updated(stage.process(new float[] {gradient}, new float[1], 0), this);
      updates++;
    }

    Script end(boolean learned) throws IOException {
      statistics.observed(learned, this);
      return this;
    }

    /** Goes on with fresh statistics that have read the state of those so far. */
    void roundTrip() throws IOException {
      byte[] state = StateBytes.of(statistics);
      statistics = new EpisodeStatistics(layout.groups(), List.of(), false, onPolicy, monitors);
      StateBytes.restore(state, statistics);
    }

    @Override
    public void episodeEnded(EpisodeRecord episode) {
      records.add(episode);
      episodes.add(
          "episode %s env %s step %s: %s"
              .formatted(
                  episode.episode(), episode.env(), episode.step(), members(episode.updates())));
    }

    @Override
    public void updatesMade(UpdatesRecord record) {
      rows.add(
          "row %s step %s from %s: %s"
              .formatted(
                  record.row(), record.step(), record.firstUpdate(), members(record.updates())));
    }
  }

  private static Set<Integer> members(ClippingStatistics statistics) {
    TreeSet<Integer> members = new TreeSet<>();
    if (statistics.whole().finiteUpdates() > 0) {
      long sum =
          Math.round(statistics.whole().gradNormPreMean() * statistics.whole().finiteUpdates());
      for (int i = 0; i < Long.SIZE; i++) {
        if ((sum >> i & 1) == 1) {
          members.add(i);
        }
      }
    }
    assertThat(members).hasSize((int) statistics.whole().finiteUpdates());
    return members;
  }

  private static int[] lengths(int... lengths) {
    return lengths;
  }

  @Test
  void onPolicy_episodesWithinAndAcrossRollouts_haveTheUpdatesOfEveryRolloutTheyTouch()
      throws IOException {
    // Three rollouts of four steps; the first makes updates 0 and 1, the second 2, the third 3–5.
    Script script = new Script(true, lengths(2, 3, 3, 3, 99), lengths(4, -7, 99), lengths(9, 99));
    script.step(0).step(0).step(0).step(2);
    assertThat(script.episodes)
        .containsExactly("episode 0 env 0 step 6: [0, 1]", "episode 1 env 1 step 12: [0, 1]");
    script.step(0).step(0).step(0).step(1);
    script.step(0).step(0).step(0).step(3);
    assertThat(script.episodes.subList(2, script.episodes.size()))
        .containsExactly(
            "episode 2 env 0 step 15: [0, 1, 2]",
            "episode 3 env 0 step 24: [2]",
            "episode 4 env 2 step 27: [0, 1, 2, 3, 4, 5]",
            "episode 5 env 0 step 33: [3, 4, 5]",
            "episode 6 env 1 step 33: [2, 3, 4, 5]");
    assertThat(script.rows)
        .containsExactly(
            "row 0 step 12 from 0: [0, 1]",
            "row 1 step 24 from 2: [2]",
            "row 2 step 36 from 3: [3, 4, 5]");
  }

  @Test
  void onPolicy_records_holdReturnLengthFramesAndHowItEnded() throws IOException {
    Script script = new Script(true, lengths(2, -3), lengths(99));
    script.step(0).step(0).step(0).step(0).step(1);
    assertThat(script.records)
        .extracting(
            EpisodeRecord::episodeReturn,
            EpisodeRecord::trainingReturn,
            EpisodeRecord::length,
            EpisodeRecord::frames,
            EpisodeRecord::terminated,
            EpisodeRecord::truncated)
        .containsExactly(
            tuple(3.0, 3.0, 2L, 4L, true, false), tuple(306.0, 306.0, 3L, 10L, false, true));
    assertThat(script.statistics.meanReturn()).isEqualTo(154.5);
    assertThat(script.statistics.meanLength()).isEqualTo(2.5);
  }

  @Test
  void replay_episodes_haveTheUpdatesMadeWhileTheyRan() throws IOException {
    Script script = new Script(false, lengths(2, 3, 99), lengths(5, 1, 99));
    script.step(0);
    script.step(1);
    assertThat(script.episodes).containsExactly("episode 0 env 0 step 4: [0]");
    script.step(1).step(0).step(2);
    script.step(1).step(1);
    assertThat(script.episodes.subList(1, script.episodes.size()))
        .containsExactly(
            "episode 1 env 0 step 10: [1, 2, 3]",
            "episode 2 env 1 step 10: [0, 1, 2, 3]",
            "episode 3 env 1 step 12: [4]");
    assertThat(script.rows).isEmpty();
    script.statistics.finish(script);
    assertThat(script.rows).containsExactly("row 0 step 14 from 0: [0, 1, 2, 3, 4, 5]");
    assertThat(script.episodes).hasSize(4);
  }

  @Test
  void replay_rows_holdEachUpdateOnceAThousandARow() throws IOException {
    Script script = new Script(false, lengths(1), lengths(3));
    List<Long> counts = new ArrayList<>();
    List<Long> first = new ArrayList<>();
    List<Double> sums = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void updatesMade(UpdatesRecord record) {
            counts.add(record.updates().updates());
            first.add(record.firstUpdate());
            sums.add(record.updates().whole().gradNormPreMean() * record.updates().updates());
          }

          @Override
          public void episodeEnded(EpisodeRecord episode) {
            // Rows end in the middle of steps, where an ended episode waits for the step's updates.
            assertThat(episode.updates().updates()).isEqualTo(episode.env() == 0 ? 7 : 21);
          }
        };
    int made = 0;
    for (int step = 0; step < 360; step++) {
      script.begin();
      for (int i = 0; i < 7; i++) {
        script.statistics.updated(
            script.stage.process(new float[] {made++}, new float[1], 0), listener);
      }
      script.statistics.observed(true, listener);
    }
    script.statistics.finish(listener);
    assertThat(counts).containsExactly(1000L, 1000L, 520L);
    assertThat(first).containsExactly(0L, 1000L, 2000L);
    assertThat(sums.stream().mapToLong(Math::round))
        .containsExactly(999 * 500L, 1999 * 1000L - 999 * 500L, 2519 * 1260L - 1999 * 1000L);
    assertThat(script.statistics.run().updates()).isEqualTo(2520);
  }

  @Test
  void twoPaths_episodesAndRows_haveTheUpdatesOfEach() throws IOException {
    ParameterLayout layout =
        ParameterLayout.builder().add("actor/weight", 1).add("critic/weight", 1).build();
    ClippingStage actor = stage("actor", layout, 1e6);
    ClippingStage critic = stage("critic", layout, 4);
    EpisodeMonitor[] monitors = {
      new EpisodeMonitor(new ScriptedEnv(lengths(2, 3, 99))),
      new EpisodeMonitor(new ScriptedEnv(lengths(4, 99)))
    };
    SyncVectorEnv vector = new SyncVectorEnv(List.of(monitors), EpisodeSeeds.first(0));
    List<String> paths = List.of("actor", "critic");
    EpisodeStatistics statistics =
        new EpisodeStatistics(layout.groups(), paths, false, false, monitors);
    vector.reset();
    List<String> told = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void episodeEnded(EpisodeRecord episode) {
            told.add("episode of env %s: %s".formatted(episode.env(), byPath(episode.updates())));
          }

          @Override
          public void updatesMade(UpdatesRecord record) {
            told.add("row %s: %s".formatted(record.row(), byPath(record.updates())));
          }
        };

    for (int step = 0; step < 4; step++) {
      vector.step(new float[vector.count()]);
      statistics.stepped(vector);
      float[] gradient = {1, step == 1 ? Float.NaN : Math.scalb(1f, step)};
      statistics.updated(actor.process(gradient, new float[2], 0), listener);
      statistics.updated(critic.process(gradient, new float[2], 0), listener);
      if (step == 2) {
        byte[] state = StateBytes.of(statistics);
        statistics = new EpisodeStatistics(layout.groups(), paths, false, false, monitors);
        StateBytes.restore(state, statistics);
      }
      statistics.observed(true, listener);
    }
    statistics.finish(listener);

    assertThat(told)
        .containsExactly(
            "episode of env 0: 4 updates; actor 2, 0 skipped, 0 clipped, norms 2.0; critic 2, 1"
                + " skipped, 0 clipped, norms 1.0",
            "episode of env 1: 8 updates; actor 4, 0 skipped, 0 clipped, norms 4.0; critic 4, 1"
                + " skipped, 1 clipped, norms 13.0",
            "row 0: 8 updates; actor 4, 0 skipped, 0 clipped, norms 4.0; critic 4, 1 skipped, 1"
                + " clipped, norms 13.0");
    assertThat(statistics.run().path(1).updates()).isEqualTo(4);
    assertThat(statistics.run().group(0).finiteUpdates()).isEqualTo(4);
    assertThat(statistics.run().group(1).finiteUpdates()).isEqualTo(3);
  }

  private static ClippingStage stage(String path, ParameterLayout layout, double threshold) {
    return new ClippingStage(
        path, layout.part(List.of(path)), ClippingSettings.of(new GlobalNorm(threshold, 2)));
  }

  private static String byPath(ClippingStatistics statistics) {
    StringBuilder words = new StringBuilder("%s updates".formatted(statistics.updates()));
    for (int p = 0; p < statistics.paths().size(); p++) {
      ClippingStatistics path = statistics.path(p);
      words.append(
          "; %s %s, %s skipped, %s clipped, norms %s"
              .formatted(
                  statistics.paths().get(p),
                  path.updates(),
                  path.skippedUpdates(),
                  path.whole().clippedUpdates(),
                  path.whole().gradNormPreMean() * path.whole().finiteUpdates()));
    }
    return words.toString();
  }

  @Test
  void skippedUpdate_countsAsAttemptedOnly() throws IOException {
    Script script = new Script(false, lengths(2));
    script.begin();
    script.update(1);
    script.update(Float.NaN);
    script.end(true);
    script.step(0);
    assertThat(script.records).hasSize(1);
    script.statistics.finish(script);
    assertThat(script.rows).containsExactly("row 0 step 2 from 0: [0]");
    assertThat(script.statistics.run().updates()).isEqualTo(2);
    assertThat(script.statistics.run().skippedUpdates()).isEqualTo(1);
    assertThat(script.statistics.run().nonFiniteElements()).isEqualTo(1);
    assertThat(script.statistics.diverged()).isFalse();
  }

  @Test
  void randomScripts_everyAttribution_isTheNaiveOne() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean onPolicy = random.nextBoolean();
      int rollout = random.nextInt(1, 7);
      int[][] lengths = new int[random.nextInt(1, 5)][];
      for (int env = 0; env < lengths.length; env++) {
        lengths[env] = random.ints(40, 1, 9).map(n -> random.nextBoolean() ? n : -n).toArray();
      }
      Script plain = new Script(onPolicy, lengths);
      Script stopped = new Script(onPolicy, lengths);
      Naive naive = new Naive(onPolicy, lengths.length);
      for (int step = 1; step <= 40 && plain.updates < 45; step++) {
        boolean learns = onPolicy ? step % rollout == 0 : random.nextInt(3) > 0;
        int made = learns ? random.nextInt(1, 4) : 0;
        plain.step(made);
        stopped.step(made);
        if (random.nextInt(4) == 0) {
          stopped.roundTrip();
        }
        if (random.nextInt(5) == 0) {
          stopped.statistics.sinceLogPoint();
          stopped.statistics.logPointTaken();
        }
        naive.step(plain.vector, made);
      }
      String label = "seed " + seed;
      assertThat(plain.episodes).as(label).isEqualTo(naive.rows);
      assertThat(stopped.episodes).as(label).isEqualTo(naive.rows);
      assertThat(stopped.rows).as(label).isEqualTo(plain.rows);
    }
  }

  /** Attributes every single update to every episode, straight from the definition. */
  private static final class Naive {

    private record Waiting(int env, long step, TreeSet<Integer> updates) {}

    private final boolean onPolicy;
    private final List<TreeSet<Integer>> running = new ArrayList<>();
    private final boolean[] touched;
    private final List<Waiting> ended = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private long steps;
    private int updates;

    Naive(boolean onPolicy, int envs) {
      this.onPolicy = onPolicy;
      this.touched = new boolean[envs];
      for (int env = 0; env < envs; env++) {
        running.add(new TreeSet<>());
      }
    }

    void step(SyncVectorEnv vector, int made) {
      steps += vector.count();
      for (int env = 0; env < touched.length; env++) {
        touched[env] = true;
        if (vector.terminated()[env] || vector.truncated()[env]) {
          ended.add(new Waiting(env, steps, running.get(env)));
          running.set(env, new TreeSet<>());
          touched[env] = false;
        }
      }
      for (int i = 0; i < made; i++) {
        int update = updates++;
        ended.forEach(episode -> episode.updates().add(update));
        for (int env = 0; env < touched.length; env++) {
          if (touched[env]) {
            running.get(env).add(update);
          }
        }
      }
      if (!onPolicy || made > 0) {
        for (Waiting episode : ended) {
          rows.add(
              "episode %s env %s step %s: %s"
                  .formatted(rows.size(), episode.env(), episode.step(), episode.updates()));
        }
        ended.clear();
      }
    }
  }

  @Test
  void onPolicy_manyShortEpisodesInOneRollout_takeLittleMemory() throws IOException {
    int[][] lengths = new int[8][];
    Arrays.fill(lengths, lengths(2));
    Script script = new Script(true, lengths);
    script.step(3);
    int empty = StateBytes.of(script.statistics).length;
    for (int i = 0; i < 500; i++) {
      script.step(0);
    }
    // 2,000 episodes wait for the rollout's end, each a few numbers.
    assertThat(StateBytes.of(script.statistics).length - empty).isLessThan(2000 * 60);
    script.step(1);
    assertThat(script.episodes).hasSize(502 / 2 * 8);
  }

  @Test
  void state_episodesBelowNone_areRefused() throws IOException {
    Script script = new Script(true, lengths(2));
    byte[] state = StateBytes.of(script.statistics);
    ByteBuffer.wrap(state).putLong(Long.BYTES, -1);
    assertThatThrownBy(() -> StateBytes.restore(state, script.statistics))
        .isInstanceOf(IOException.class)
        .hasMessage("The state counts -1 episodes.");
  }

  @Test
  void state_episodeOfAnEnvironmentThatThereIsNot_isRefused() throws IOException {
    Script two = new Script(true, lengths(1, 9), lengths(1, 9));
    two.step(0);
    byte[] state = StateBytes.of(two.statistics);
    Script one = new Script(true, lengths(1, 9), lengths(1, 9));
    // Behind the episode's environment are 8 more numbers, and the same of the other one.
    int last = 2 * (Integer.BYTES + 5 * Long.BYTES + 3);
    ByteBuffer.wrap(state).putInt(state.length - last, 2);
    assertThatThrownBy(() -> StateBytes.restore(state, one.statistics))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds an episode of environment 2, but there are 2.");
  }
}
