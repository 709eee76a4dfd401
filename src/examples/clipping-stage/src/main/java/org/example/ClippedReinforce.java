package org.example;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ScopeStatistics;
import io.rein4j.clip.UpdateReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A training loop of a program's own with Rein4J's clipping stage in it: REINFORCE (Williams 1992)
 * in plain Java, where the stage stands between the gradient and the step along it.
 *
 * <p>At first the policy mostly goes left, so that episodes are long and their gradients large.
 * With this learning rate, an unclipped step along one of them ends the learning: the policy always
 * takes the same action from then on.
 */
public final class ClippedReinforce {

  private static final int EPISODES = 2_000;
  private static final int MAX_STEPS = 1_000;
  private static final double LEARNING_RATE = 0.01;

  private final ShortCorridor corridor = new ShortCorridor();
  private final SplittableRandom random;

  /** The preferences for the two actions, of which the policy is the softmax. */
  private final float[] parameters = {1.5f, -1.5f};

  private final float[] gradient = new float[parameters.length];
  private final ClippingStage stage;
  private final ClippingStatistics statistics;

  ClippedReinforce(ClippingSettings clipping, long seed) {
    ParameterLayout layout =
        ParameterLayout.builder().add("actor/softmax/preference", parameters.length).build();
    stage = new ClippingStage(layout, clipping);
    statistics = new ClippingStatistics(layout);
    random = new SplittableRandom(seed);
  }

  public static void main(String[] args) {
    ClippedReinforce agent = new ClippedReinforce(ClippingSettings.of(new GlobalNorm(2)), 1);

    double[] returns = agent.train();

    double mean = Arrays.stream(returns, returns.length - 100, returns.length).average().orElse(0);
    ScopeStatistics clipping = agent.statistics().whole();
    System.out.printf(
        Locale.ROOT,
        "P(right) = %.2f, mean return of the last 100 episodes: %.1f%n",
        agent.probability(ShortCorridor.RIGHT),
        mean);
    System.out.printf(
        Locale.ROOT,
        "clipped: %.1f%% of %d updates; mean norm before: %.1f, after: %.1f%n",
        100 * clipping.clippedFraction(),
        agent.statistics().updates(),
        clipping.gradNormPreMean(),
        clipping.gradNormPostMean());
  }

  /** Trains to the end, and returns the return of every episode. */
  double[] train() {
    double[] returns = new double[EPISODES];
    for (int episode = 0; episode < EPISODES; episode++) {
      returns[episode] = play();
      double progress = (double) episode / EPISODES; // for thresholds that follow a schedule
      UpdateReport report = stage.process(gradient, progress); // clips in place
      statistics.record(report);
      if (report.applied()) { // not if the gradient has a NaN or an infinity
        for (int i = 0; i < parameters.length; i++) {
          parameters[i] -= (float) (LEARNING_RATE * gradient[i]);
        }
      }
    }
    return returns;
  }

  /** Plays an episode, sets the gradient of its loss, Σ −Gₜ ln π(aₜ), and returns its return. */
  private double play() {
    List<Integer> actions = new ArrayList<>();
    List<Double> rewards = new ArrayList<>();
    corridor.reset();
    while (!corridor.terminated() && actions.size() < MAX_STEPS) {
      int action =
          random.nextDouble() < probability(ShortCorridor.RIGHT)
              ? ShortCorridor.RIGHT
              : ShortCorridor.LEFT;
      actions.add(action);
      rewards.add(corridor.step(action));
    }
    Arrays.fill(gradient, 0);
    double returned = 0;
    for (int t = actions.size() - 1; t >= 0; t--) {
      returned += rewards.get(t);
      for (int a = 0; a < gradient.length; a++) {
        double taken = a == actions.get(t) ? 1 : 0;
        gradient[a] -= (float) (returned * (taken - probability(a)));
      }
    }
    return returned;
  }

  /** Returns the probability with which the policy takes an action. */
  double probability(int action) {
    return 1 / (1 + Math.exp(parameters[1 - action] - parameters[action]));
  }

  /** Returns what the stage has done so far. */
  ClippingStatistics statistics() {
    return statistics;
  }
}
