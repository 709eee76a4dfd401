package io.rein4j.env.source;

import io.rein4j.catalog.PluginFailures;
import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeLog;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Unwritten;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An environment of a plugin or of a program that uses Rein4J, held to what an environment must do:
 * it writes a whole observation and no more, which is finite, and what it throws is told with its
 * name.
 *
 * <p>If it cannot copy its state, that is its episode's seed and actions, which reading it plays
 * again; if that leads elsewhere, the episode is truncated where it stood.
 */
final class ForeignEnv implements Env {

  /** How it can be tried. */
  private static final String ADVICE =
      "A test that extends EnvContract of rein4j-contract tries it.";

  private final Env env;
  private final String name;
  private final Consumer<String> inexact;
  private final Space observationSpace;
  private final Space actionSpace;
  private final float[] own;
  private final @Nullable EpisodeLog episode;
  private boolean running;
  private boolean terminated;
  private boolean truncated;
  private boolean goesOn;
  private long step;

  /**
   * Holds an environment to its contract.
   *
   * @param env the environment, which this one owns
   * @param name what to call it in a sentence
   * @param inexact hears why an episode could not be played again
   */
  ForeignEnv(Env env, String name, Consumer<String> inexact) {
    this.env = env;
    this.name = name;
    this.inexact = inexact;
    this.observationSpace = space(env::observationSpace, "observation");
    this.actionSpace = space(env::actionSpace, "action");
    this.own = new float[observationSpace.size()];
    this.episode =
        stateOfItsOwn().isPresent()
            ? null
            : new EpisodeLog(observationSpace.size(), actionSpace.size());
  }

  private Space space(Supplier<Space> asked, String of) {
    @Nullable Space space = told(asked, "telling its %s space".formatted(of));
    if (space == null) {
      throw new IllegalArgumentException("%s has no %s space.".formatted(name, of));
    }
    return space;
  }

  private Optional<Stateful> stateOfItsOwn() {
    return told(
        () -> Objects.requireNonNull(env.state(), "its state() gives null"), "telling its state");
  }

  private <T> T told(Supplier<T> asked, String doing) {
    try {
      return asked.get();
    } catch (RuntimeException | LinkageError e) {
      throw thrown(doing, e);
    }
  }

  @Override
  public Space observationSpace() {
    return observationSpace;
  }

  @Override
  public Space actionSpace() {
    return actionSpace;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    begin();
    try {
      Unwritten.mark(own);
      env.reset(seed, own, 0);
    } catch (RuntimeException | LinkageError e) {
      throw failed("a reset with the seed " + seed, e);
    }
    started(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    begin();
    try {
      Unwritten.mark(own);
      env.reset(own, 0);
    } catch (RuntimeException | LinkageError e) {
      throw failed("a reset", e);
    }
    started(EpisodeSeeds.UNSEEDED, observation, offset);
  }

  private void begin() {
    running = false;
    terminated = false;
    truncated = false;
    step = goesOn ? step : 0;
  }

  private void started(long seed, float[] observation, int offset) {
    requireFinite(0);
    System.arraycopy(own, 0, observation, offset, own.length);
    if (episode != null && goesOn) {
      episode.goOn(own, 0);
    } else if (episode != null) {
      episode.begin(seed, own, 0);
    }
    goesOn = false;
    running = true;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (!running) {
      throw new IllegalStateException(
          "No episode is under way; a reset must come before the next step.");
    }
    step++;
    double reward;
    try {
      Unwritten.mark(own);
      reward = env.step(action, actionOffset, own, 0);
    } catch (RuntimeException | LinkageError e) {
      throw failed("step " + step + " of an episode", e);
    }
    requireFinite(reward);
    System.arraycopy(own, 0, observation, observationOffset, own.length);
    if (episode != null) {
      episode.add(action, actionOffset, own, 0);
    }
    terminated = hasTerminated();
    truncated = hasTruncated();
    running = !terminated && !truncated;
    goesOn = !running && hasGoneOn();
    return reward;
  }

  private boolean hasTerminated() {
    return told(env::terminated, "telling whether an episode has terminated");
  }

  private boolean hasTruncated() {
    return told(env::truncated, "telling whether an episode is truncated");
  }

  private boolean hasGoneOn() {
    return told(env::goesOn, "telling whether an episode goes on");
  }

  private void requireFinite(double reward) {
    for (int i = 0; i < own.length; i++) {
      if (!Float.isFinite(own[i])) {
        Optional<String> unwritten = Unwritten.in(own);
        if (unwritten.isPresent()) {
          throw broken(unwritten.get(), null);
        }
        throw broken("element %s of the observation is %s".formatted(i, own[i]), null);
      }
    }
    if (!Double.isFinite(reward)) {
      throw broken("the reward is " + reward, null);
    }
  }

  /** Of what is given arrays, unlike what only tells something. */
  private UncheckedIOException failed(String doing, Throwable e) {
    return e instanceof IndexOutOfBoundsException
        ? broken(
            "it reads or writes outside an observation of %s or an action of %s numbers (%s)"
                .formatted(observationSpace.size(), actionSpace.size(), e.getMessage()),
            e,
            doing)
        : thrown(doing, e);
  }

  private UncheckedIOException thrown(String doing, Throwable e) {
    if (e instanceof UnsupportedClassVersionError newer) {
      return new UncheckedIOException(new IOException(PluginFailures.newerJava(name, newer), e));
    }
    return broken("it throws " + e, e, doing);
  }

  private UncheckedIOException broken(String what, @Nullable Throwable cause) {
    return broken(what, cause, step == 0 ? "a reset" : "step " + step + " of an episode");
  }

  private UncheckedIOException broken(String what, @Nullable Throwable cause, String doing) {
    return new UncheckedIOException(
        new IOException("%s fails at %s: %s. %s".formatted(name, doing, what, ADVICE), cause));
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public boolean truncated() {
    return truncated;
  }

  @Override
  public boolean goesOn() {
    return goesOn;
  }

  @Override
  public Optional<Stateful> state() {
    return episode == null ? stateOfItsOwn().map(this::withItsState) : Optional.of(this::played);
  }

  @Override
  public Optional<Renderer> renderer() {
    return told(
            () -> Objects.requireNonNull(env.renderer(), "its renderer() gives null"),
            "telling how it is drawn")
        .map(
            renderer ->
                Renderer.of(
                    told(renderer::framesPerSecond, "telling how it is drawn"),
                    () ->
                        told(
                            () ->
                                Objects.requireNonNull(
                                    renderer.render(), "its renderer gives null"),
                            "being drawn")));
  }

  private Stateful withItsState(Stateful within) {
    return state -> {
      where(state);
      try {
        within.state(state);
      } catch (RuntimeException | LinkageError e) {
        throw thrown("telling its state", e);
      }
      if (state.isReading() && running) {
        // It may not have been able to go on with what it has read.
        truncated = hasTruncated();
        running = !truncated;
      }
    };
  }

  private void where(State state) throws IOException {
    running = state.of(running);
    terminated = state.of(terminated);
    truncated = state.of(truncated);
    step = state.of(step);
  }

  private void played(State state) throws IOException {
    EpisodeLog log = Objects.requireNonNull(episode);
    where(state);
    log.state(state);
    if (!state.isReading()) {
      return;
    }
    if (!running && !terminated && !truncated) {
      return;
    }
    String failure = log.replay(new Replay(running ? log.steps() : log.steps() - 1));
    if (!failure.isEmpty()) {
      running = false;
      terminated = false;
      truncated = true;
      inexact.accept("%s was not brought back to where it was: %s".formatted(name, failure));
    }
  }

  /** Plays an episode again in the environment; the last step of one that has ended ends it. */
  private final class Replay implements EpisodeLog.Player {

    /** Steps that must not end the episode. */
    private final int unended;

    private int taken;

    Replay(int unended) {
      this.unended = unended;
    }

    @Override
    public boolean reset(long seed, float[] observation) {
      try {
        Unwritten.mark(own);
        env.reset(seed, own, 0);
      } catch (RuntimeException | LinkageError e) {
        throw failed("a reset with the seed " + seed, e);
      }
      System.arraycopy(own, 0, observation, 0, own.length);
      return true;
    }

    @Override
    public boolean step(float[] actions, int offset, float[] observation) {
      try {
        env.step(actions, offset, own, 0);
        if ((hasTerminated() || hasTruncated()) && hasGoneOn()) {
          env.reset(own, 0);
        }
      } catch (RuntimeException | LinkageError e) {
        throw failed("a step of an episode that is played again", e);
      }
      System.arraycopy(own, 0, observation, 0, own.length);
      return taken++ < unended && (hasTerminated() || hasTruncated());
    }
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return told(
            () -> Objects.requireNonNull(env.actionMask(), "its actionMask() gives null"),
            "telling its action mask")
        .map(this::held);
  }

  private ActionMask held(ActionMask mask) {
    boolean[] ownMask = new boolean[MaskedActions.of(actionSpace).size()];
    return (allowed, offset) -> {
      try {
        Arrays.fill(ownMask, false);
        mask.write(ownMask, 0);
      } catch (IndexOutOfBoundsException e) {
        throw broken(
            "it writes more than the %s booleans of an action mask (%s)"
                .formatted(ownMask.length, e.getMessage()),
            e,
            "telling its action mask");
      } catch (RuntimeException | LinkageError e) {
        throw thrown("telling its action mask", e);
      }
      System.arraycopy(ownMask, 0, allowed, offset, ownMask.length);
    };
  }

  @Override
  public void close() {
    try {
      env.close();
    } catch (RuntimeException | LinkageError e) {
      throw thrown("being closed", e);
    }
  }
}
