package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A check that an environment does what an environment must, with random actions: in the manner of
 * Gymnasium's and Stable-Baselines3's {@code check_env}.
 */
public final class Conformance {

  /**
   * The result of one check.
   *
   * @param check what was checked, as a statement that holds if it passed
   * @param passed whether it holds
   * @param advice what was found and what to do, where it does not hold
   */
  public record Finding(String check, boolean passed, String advice) {}

  /**
   * The results of all checks.
   *
   * @param findings one for each check
   * @param microsPerStep wall-clock time of a step
   * @param microsPerReset wall-clock time of a reset
   */
  public record Report(List<Finding> findings, double microsPerStep, double microsPerReset) {

    public Report {
      findings = List.copyOf(findings);
    }
  }

  private static final long SEED = 42;

  /** The largest seed that an episode may get. */
  private static final long LARGEST_SEED = Integer.MAX_VALUE;

  private final Env env;
  private final Env twin;
  private final Space observations;
  private final float[] observation;
  private final float[] twins;
  private final float[] action;
  private final @Nullable MaskedActions maskedActions;
  private final boolean[] allowed;
  private final Pcg64 random = new Pcg64(SEED);

  private String unwritten = "";
  private String outside = "";
  private String notFinite = "";
  private String different = "";
  private String flags = "";
  private String seeds = "";
  private String masks = "";
  private long stepNanos;
  private long resetNanos;
  private int resets;

  private Conformance(Env env, Env twin) {
    this.env = env;
    this.twin = twin;
    this.observations = env.observationSpace();
    this.observation = new float[observations.size()];
    this.twins = new float[observations.size()];
    this.action = new float[env.actionSpace().size()];
    this.maskedActions = env.actionMask().isPresent() ? MaskedActions.of(env.actionSpace()) : null;
    this.allowed = new boolean[maskedActions == null ? 0 : maskedActions.size() + 1];
  }

  /**
   * Checks an environment.
   *
   * @param factory makes a fresh one; two are made
   * @param steps how many steps are taken in each, 1 or more
   * @return what was found
   */
  public static Report check(Supplier<? extends Env> factory, int steps) {
    try (Env env = factory.get();
        Env twin = factory.get()) {
      return new Conformance(env, twin).run(steps);
    }
  }

  private Report run(int steps) {
    reset(SEED);
    for (int step = 1; step <= steps; step++) {
      chooseAction();
      mark();
      long start = System.nanoTime();
      double reward = env.step(action, 0, observation, 0);
      stepNanos += System.nanoTime() - start;
      double twinsReward = twin.step(action, 0, twins, 0);
      look("step " + step, reward);
      if (different.isEmpty() && (!isSame(reward, twinsReward) || !sameFlags())) {
        different =
            "the step %s of two environments with the same seed and actions".formatted(step);
      }
      if (env.terminated() || env.truncated() || twin.terminated() || twin.truncated()) {
        refuseStepAfterEnd();
        reset(SEED + resets);
      }
    }
    resetWithLargestSeed();
    return new Report(findings(), stepNanos / 1e3 / steps, resetNanos / 1e3 / resets);
  }

  /** Draws one of the actions that the environment allows, where it tells. */
  private void chooseAction() {
    if (maskedActions == null || !masks.isEmpty()) {
      env.actionSpace().sample(random, action, 0);
    } else {
      maskedActions.sample(allowed, 0, random, action, 0);
    }
  }

  private void mark() {
    Unwritten.mark(observation);
    Unwritten.mark(twins);
  }

  private void reset(long seed) {
    mark();
    long start = System.nanoTime();
    env.reset(seed, observation, 0);
    resetNanos += System.nanoTime() - start;
    twin.reset(seed, twins, 0);
    resets++;
    if (env.terminated() || env.truncated()) {
      flags = "after a reset, the end of the last episode is still reported";
    }
    look("the reset with seed " + seed, 0);
  }

  private void resetWithLargestSeed() {
    try {
      reset(LARGEST_SEED);
    } catch (UncheckedIOException e) {
      String told =
          String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()).replaceAll("[.]+$", "");
      seeds = "that a reset with the seed %s fails: %s".formatted(LARGEST_SEED, told);
    }
  }

  private void look(String at, double reward) {
    if (unwritten.isEmpty()) {
      unwritten =
          Unwritten.in(observation).map(found -> "that %s, at %s".formatted(found, at)).orElse("");
    }
    boolean finite = true;
    for (float value : observation) {
      finite &= Float.isFinite(value);
      if (notFinite.isEmpty() && !Float.isFinite(value) && !Unwritten.is(value)) {
        notFinite = "an observation with %s at %s".formatted(value, at);
      }
    }
    if (notFinite.isEmpty() && !Double.isFinite(reward)) {
      notFinite = "the reward %s at %s".formatted(reward, at);
    }
    if (finite && outside.isEmpty() && !observations.contains(observation, 0)) {
      outside = "%s at %s".formatted(shortened(), at);
    }
    lookAtMask(at);
    if (different.isEmpty() && !Arrays.equals(observation, twins)) {
      different = "the observation at %s of two environments with the same seed".formatted(at);
    }
  }

  /**
   * Takes in what is allowed now; every boolean is what it is before it is written, or the other.
   */
  private void lookAtMask(String at) {
    if (maskedActions == null || env.terminated() || !masks.isEmpty()) {
      return;
    }
    int size = maskedActions.size();
    boolean[] again = new boolean[size + 1];
    Arrays.fill(again, true);
    Arrays.fill(allowed, false);
    try {
      env.actionMask().orElseThrow().write(again, 0);
      env.actionMask().orElseThrow().write(allowed, 0);
    } catch (IndexOutOfBoundsException e) {
      masks = "that the mask is longer than %s booleans, at %s".formatted(size, at);
      return;
    }
    if (allowed[size] || !again[size]) {
      masks = "that the mask is longer than %s booleans, at %s".formatted(size, at);
    } else if (!Arrays.equals(allowed, 0, size, again, 0, size)) {
      masks = "that not all %s booleans of the mask are written, at %s".formatted(size, at);
    } else {
      requireSomeAllowed(at);
    }
    if (different.isEmpty() && masks.isEmpty()) {
      twin.actionMask().orElseThrow().write(again, 0);
      if (!Arrays.equals(allowed, 0, size, again, 0, size)) {
        different = "the action mask at %s of two environments with the same seed".formatted(at);
      }
    }
  }

  private void requireSomeAllowed(String at) {
    try {
      Objects.requireNonNull(maskedActions).require(allowed, 0);
    } catch (IllegalArgumentException e) {
      masks = "a mask that forbids everything at %s".formatted(at);
    }
  }

  private String shortened() {
    String text = Arrays.toString(observation);
    return text.length() <= 100 ? text : text.substring(0, 97) + "...";
  }

  private static boolean isSame(double reward, double other) {
    return reward == other || (Double.isNaN(reward) && Double.isNaN(other));
  }

  private boolean sameFlags() {
    return env.terminated() == twin.terminated() && env.truncated() == twin.truncated();
  }

  private void refuseStepAfterEnd() {
    if (!env.terminated() && !env.truncated()) {
      return;
    }
    try {
      env.step(action, 0, observation.clone(), 0);
      flags = "a step after an episode's end is not refused";
    } catch (IllegalStateException e) {
      // As it must be.
    }
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding(
            "observations are written as a whole",
            unwritten,
            "Write as many floats as the observation space has, at every reset and step."));
    findings.add(
        finding(
            "observations are in their space",
            outside,
            "Widen the observation space, or clip observations to it."));
    findings.add(
        finding(
            "observations and rewards are finite",
            notFinite,
            "Find where the environment divides by 0 or overflows; an agent cannot learn from"
                + " it."));
    findings.add(
        finding(
            "the same seed and actions give the same episode",
            different,
            "Draw all randomness from a generator that the seed of a reset starts anew: in Java, a"
                + " Pcg64 by its seed(seed), as TaskEnv does; in Python, self.np_random by"
                + " super().reset(seed=seed). Otherwise runs are not repeatable."));
    findings.add(
        finding(
            "every seed of 31 bits is accepted",
            seeds,
            "Accept seeds up to 2147483647, or reduce them, as with seed % 1000."));
    findings.add(
        finding(
            "the end of an episode is reported, and ends it",
            flags,
            "Return terminated and truncated as the last step of an episode had them."));
    if (maskedActions != null) {
      findings.add(
          finding(
              "action masks are whole and allow something",
              masks,
              "Write a boolean for each value of the action's integers, at least one of them"
                  + " true."));
    }
    findings.add(
        finding(
            "actions are bounded",
            env.actionSpace() instanceof Box box && !box.bounded() ? "the action space " + box : "",
            "Give the action space finite bounds, best from -1 to 1."));
    return findings;
  }

  private static Finding finding(String check, String found, String advice) {
    return new Finding(
        check, found.isEmpty(), found.isEmpty() ? "" : "Found %s. %s".formatted(found, advice));
  }
}
