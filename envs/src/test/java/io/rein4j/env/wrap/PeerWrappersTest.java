package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.env.wrap.FrameStack.Padding;
import io.rein4j.random.RandomStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Gymnasium's and Stable-Baselines3's wrappers do, from {@code wrappers.txt.gz}, which {@code
 * make_wrapper_goldens.py} writes and explains.
 */
class PeerWrappersTest {

  /** The lines from one that names a wrapper to the next. */
  record Section(List<String> words, List<List<String>> lines) {

    @Override
    public String toString() {
      return String.join(" ", words);
    }
  }

  private static List<Section> sections(String kind) throws IOException {
    List<Section> sections = new ArrayList<>();
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        PeerWrappersTest.class.getResourceAsStream("wrappers.txt.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line : file.lines().toList()) {
        List<String> parts = List.of(line.split(" \\| ", -1));
        List<String> words = List.of(parts.get(0).split(" ", -1));
        if (!words.get(0).equals("reset") && !words.get(0).equals("step")) {
          sections.add(new Section(words, new ArrayList<>()));
        }
        sections.get(sections.size() - 1).lines().add(parts);
      }
    }
    return sections.stream().filter(section -> section.words().get(0).equals(kind)).toList();
  }

  static List<Section> wrapped() throws IOException {
    return sections("wrapped");
  }

  static List<Section> sticky() throws IOException {
    return sections("sticky");
  }

  static List<Section> normalized() throws IOException {
    return sections("normalized");
  }

  private static double[] doubles(String part) {
    return part.equals("-")
        ? new double[0]
        : Stream.of(part.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static float[] floats(String part) {
    double[] doubles = doubles(part);
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private static Wrapper wrapper(List<String> words) {
    List<String> arguments = words.subList(3, words.size());
    return switch (words.get(2)) {
      case "frame-stack" ->
          new FrameStack(
              Integer.parseInt(arguments.get(0)),
              Padding.valueOf(arguments.get(1).toUpperCase(Locale.ROOT)));
      case "action-repeat" -> new ActionRepeat(Integer.parseInt(arguments.get(0)));
      case "reward-clip" ->
          new RewardClip(
              Double.parseDouble(arguments.get(0)), Double.parseDouble(arguments.get(1)));
      default -> throw new IllegalArgumentException(words.toString());
    };
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void steps_anyWrapper_areGymnasiums(Section golden) {
    Env env =
        Wrapping.training(Envs.standard().make(golden.words().get(1)), wrapper(golden.words()));
    float[] observation = new float[env.observationSpace().size()];
    int steps = 0;
    for (List<String> line : golden.lines().subList(1, golden.lines().size())) {
      if (line.size() == 2) {
        env.reset(Long.parseLong(line.get(0).split(" ", -1)[1]), observation, 0);
        assertThat(observation).isEqualTo(floats(line.get(1)));
      } else {
        double reward = env.step(floats(line.get(1)), 0, observation, 0);
        assertThat(observation).isEqualTo(floats(line.get(2)));
        assertThat(reward).isEqualTo(Double.parseDouble(line.get(3)));
        assertThat((env.terminated() ? "1" : "0") + " " + (env.truncated() ? "1" : "0"))
            .isEqualTo(line.get(4));
        steps++;
      }
    }
    assertThat(steps).isPositive();
  }

  @ParameterizedTest
  @MethodSource("sticky")
  void actions_sticky_areGymnasiums(Section golden) {
    long seed = Long.parseLong(golden.words().get(1));
    assertThat(new RandomStreams(1).seeds("wrapper/0").seed(0, 7)).isEqualTo(seed);
    Script script = new Script(Integer.MAX_VALUE, step -> 0);
    Env env =
        Wrapping.training(script, new StickyActions(Double.parseDouble(golden.words().get(2))));
    Wrapping.reset(env, 7);
    for (float action : floats(golden.lines().get(0).get(1))) {
      Wrapping.step(env, action);
    }
    List<Float> taken = new ArrayList<>();
    for (float action : floats(golden.lines().get(0).get(2))) {
      taken.add(action);
    }
    assertThat(script.actions).isEqualTo(taken);
  }

  /**
   * Statistics and rewards are VecNormalize's after every step of the vector, and so is what the
   * last environment sees. An environment before it is normalised before its neighbours' values of
   * the same step are taken in, and a final observation before the next episode's first one, so
   * these approach VecNormalize's as the statistics settle.
   */
  @ParameterizedTest
  @MethodSource("normalized")
  void steps_normalized_areVecNormalizes(Section golden) {
    List<String> words = golden.words();
    int count = Integer.parseInt(words.get(2));
    WrapperStack stack =
        new WrapperStack(
            List.of(RewardNormalization.DEFAULTS, ObservationNormalization.DEFAULTS),
            Double.parseDouble(words.get(4)),
            new RandomStreams(1));
    try (SyncVectorEnv vector =
        SyncVectorEnv.of(
            count,
            index -> stack.forTraining(Envs.standard().make(words.get(1)), index),
            EpisodeSeeds.first(Long.parseLong(words.get(3))))) {
      int size = vector.observationSpace().size();
      // The mean of a batch of float32 observations is float32 there.
      double tolerance = count == 1 ? 1e-11 : 1e-7;
      RunningStatistics observed = stack.statistics(1, size);
      RunningStatistics returns = stack.statistics(0, 1);
      List<List<String>> lines = golden.lines().subList(1, golden.lines().size());
      vector.reset();
      assertStatistics(observed, lines.get(0).get(2), lines.get(0).get(3), tolerance);
      assertLastRow(vector, floats(lines.get(0).get(1)));
      int finals = 0;
      for (int step = 1; step < lines.size(); step++) {
        List<String> line = lines.get(step);
        vector.step(floats(line.get(1)));
        assertStatistics(observed, line.get(5), line.get(6), tolerance);
        assertThat(returns.variance(0)).isCloseTo(Double.parseDouble(line.get(7)), within(1e-11));
        float[] observations = floats(line.get(2));
        double[] rewards = doubles(line.get(3));
        double[] ended = doubles(line.get(4));
        float[] last = floats(line.get(8));
        assertLastRow(vector, observations);
        assertThat(vector.rewards()[count - 1]).isCloseTo(rewards[count - 1], within(1e-11));
        for (int env = 0, row = 0; env < count; env++) {
          boolean over = vector.terminated()[env] || vector.truncated()[env];
          assertThat(over).isEqualTo(ended[env] == 1);
          if (step > 100) {
            assertThat(vector.rewards()[env]).isCloseTo(rewards[env], within(0.02));
            assertRow(vector.observations(), env, observations, env, size, 0.06);
          }
          if (over) {
            finals++;
            if (step > 100) {
              assertRow(vector.finalObservations(), env, last, row, size, 0.06);
            }
            row++;
          }
        }
      }
      assertThat(finals).isGreaterThan(1);
    }
  }

  private static void assertStatistics(
      RunningStatistics found, String means, String variances, double tolerance) {
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.mean(i)).isCloseTo(doubles(means)[i], within(tolerance));
      assertThat(found.variance(i)).isCloseTo(doubles(variances)[i], within(tolerance));
    }
  }

  private static void assertLastRow(SyncVectorEnv vector, float[] expected) {
    int last = vector.count() - 1;
    assertRow(vector.observations(), last, expected, last, vector.observationSpace().size(), 1e-6);
  }

  private static void assertRow(
      float[] found, int foundRow, float[] expected, int expectedRow, int size, double tolerance) {
    for (int i = 0; i < size; i++) {
      float value = expected[expectedRow * size + i];
      assertThat((double) found[foundRow * size + i])
          .as("element %d of %s", i, Arrays.toString(expected))
          .isCloseTo(value, within(tolerance * Math.max(1, Math.abs(value))));
    }
  }
}
