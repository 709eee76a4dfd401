package io.rein4j.record;

import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Columns that several kinds of rows have, and the units of columns. */
final class Columns {

  static final String STEPS = "steps";
  static final String EPISODES = "episodes";
  static final String SECONDS = "seconds";
  static final String REWARD = "reward";

  private Columns() {}

  static <R> Column<R> step(ToLongFunction<R> value) {
    return Column.whole("step", "step", STEPS, "Agent steps over all environments so far.", value);
  }

  static <R> Column<R> frames(ToLongFunction<R> value) {
    return Column.whole(
        "frames", "frames", STEPS, "Environment steps over all environments so far.", value);
  }

  static <R> Column<R> episodes(String description, ToLongFunction<R> value) {
    return Column.whole("episodes", "episodes", EPISODES, description, value);
  }

  static <R> Column<R> seconds(ToDoubleFunction<R> value) {
    return Column.number(
        "seconds",
        "seconds",
        SECONDS,
        "Wall-clock time of training so far, including what was resumed.",
        value);
  }

  static <R> Column<R> returnMean(String description, ToDoubleFunction<R> value) {
    return Column.number("return_mean", "mean return", REWARD, description, value);
  }

  static <R> Column<R> lengthMean(String description, ToDoubleFunction<R> value) {
    return Column.number("length_mean", "mean length", STEPS, description, value);
  }
}
