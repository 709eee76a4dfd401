package io.rein4j.env.gym;

import io.rein4j.api.Incubating;
import io.rein4j.env.ActionMask;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeLog;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Renderer;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Gym environment that lives outside this process.
 *
 * <p>If it is lost, because its process died or its server forgot it, its episode ends: the step
 * under way is truncated, with reward 0 and the last observation seen. The next reset makes it
 * again. Its state is its episode's seed and actions, which reading it plays again; if that leads
 * elsewhere, the episode is truncated where it stood.
 */
@Incubating
public final class GymEnv implements Env {

  /** Of an environment that does not tell. */
  private static final double FRAMES_PER_SECOND = 30;

  /** Plays an episode again in the environment elsewhere. */
  private static final class Replay implements EpisodeLog.Player {

    private final RemoteEnv remote;
    private final Outcome outcome = new Outcome();

    Replay(RemoteEnv remote) {
      this.remote = remote;
    }

    @Override
    public boolean reset(long seed, float[] observation) throws IOException {
      return remote.reset(seed, observation, 0);
    }

    @Override
    public boolean step(float[] actions, int offset, float[] observation) throws IOException {
      remote.step(actions, offset, observation, 0, outcome);
      if (outcome.goesOn) {
        remote.reset(EpisodeSeeds.UNSEEDED, observation, 0);
        return false;
      }
      return outcome.terminated || outcome.truncated;
    }
  }

  private final RemoteEnv remote;
  private final LossPolicy losses;
  private final RequestLock lock;
  private final boolean drawn;
  private final Space observationSpace;
  private final Space actionSpace;
  private final EpisodeLog episode;

  /** What makes sense behind what was seen last, which a loss does not change. */
  private final boolean[] mask;

  private final Outcome outcome = new Outcome();
  private boolean running;
  private int lossesInARow;

  GymEnv(RemoteEnv remote, LossPolicy losses, RequestLock lock, boolean drawn) {
    this.remote = remote;
    this.losses = losses;
    this.lock = lock;
    this.drawn = drawn;
    this.observationSpace = remote.observationSpace();
    this.actionSpace = remote.actionSpace();
    this.episode = new EpisodeLog(observationSpace.size(), actionSpace.size());
    this.mask = new boolean[remote.hasActionMask() ? MaskedActions.of(actionSpace).size() : 0];
  }

  RemoteEnv remote() {
    return remote;
  }

  /** {@return the step after which the environment itself truncates an episode, if it is known} */
  public OptionalInt maxEpisodeSteps() {
    return remote.maxEpisodeSteps();
  }

  /**
   * {@return how many observations the environment itself stacks to one, if it tells that it does}
   */
  public OptionalInt frameStack() {
    return remote.frameStack();
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
    if (seed < 0) {
      throw new IllegalArgumentException("A seed must be 0 or larger, but is %s.".formatted(seed));
    }
    start(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    start(EpisodeSeeds.UNSEEDED, observation, offset);
  }

  private void start(long seed, float[] observation, int offset) {
    running = false;
    boolean goesOn = outcome.goesOn;
    int losses = lossesInARow;
    outcome.set(0, false, false);
    lock.lock();
    try {
      boolean seeded = resetRemote(seed, observation, offset);
      // One that is lost and made again starts another episode.
      if (goesOn && lossesInARow == losses) {
        episode.goOn(observation, offset);
      } else {
        episode.begin(seeded ? seed : EpisodeSeeds.UNSEEDED, observation, offset);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
    running = true;
  }

  private boolean resetRemote(long seed, float[] observation, int offset) throws IOException {
    while (true) {
      try {
        boolean seeded = remote.reset(seed, observation, offset);
        takeMask();
        return seeded;
      } catch (LostException e) {
        losses.lost(e, ++lossesInARow);
      }
    }
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (!running) {
      throw new IllegalStateException(
          "No episode is under way; a reset must come before the next step.");
    }
    actionSpace.require(action, actionOffset);
    lock.lock();
    try {
      stepRemote(action, actionOffset, observation, observationOffset);
    } catch (IOException e) {
      running = false;
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
    running = !outcome.terminated && !outcome.truncated;
    return outcome.reward;
  }

  private void stepRemote(
      float[] action, int actionOffset, float[] observation, int observationOffset)
      throws IOException {
    try {
      remote.step(action, actionOffset, observation, observationOffset, outcome);
    } catch (LostException e) {
      losses.lost(e, ++lossesInARow);
      cut();
      episode.copyLastObservation(observation, observationOffset);
      return;
    }
    takeMask();
    episode.add(action, actionOffset, observation, observationOffset);
    if (outcome.terminated || outcome.truncated) {
      lossesInARow = 0;
    }
  }

  private void takeMask() {
    if (mask.length > 0) {
      remote.copyActionMask(mask, 0);
    }
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return mask.length == 0
        ? Optional.empty()
        : Optional.of((allowed, offset) -> System.arraycopy(mask, 0, allowed, offset, mask.length));
  }

  private void cut() {
    outcome.set(0, false, true);
  }

  @Override
  public boolean terminated() {
    return outcome.terminated;
  }

  @Override
  public boolean truncated() {
    return outcome.truncated;
  }

  /** {@return a way to draw it, if it was {@linkplain GymHost#makeDrawn made for that}} */
  @Override
  public Optional<Renderer> renderer() {
    return drawn
        ? Optional.of(
            Renderer.of(remote.framesPerSecond().orElse(FRAMES_PER_SECOND), this::picture))
        : Optional.empty();
  }

  private RgbImage picture() {
    lock.lock();
    try {
      return remote.render();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean goesOn() {
    return outcome.goesOn;
  }

  @Override
  public Optional<Stateful> state() {
    return Optional.of(this::playedEpisode);
  }

  private void playedEpisode(State state) throws IOException {
    boolean goesOn = outcome.goesOn;
    running = state.of(running);
    outcome.set(outcome.reward, state.of(outcome.terminated), state.of(outcome.truncated));
    outcome.goesOn = goesOn && !state.isReading();
    episode.state(state);
    if (state.isReading() && running) {
      String failure = replayed(goesOn);
      if (failure.isEmpty()) {
        takeMask();
      } else {
        running = false;
        cut();
        losses.resumedInexactly(failure);
      }
    }
  }

  /**
   * Plays the episode again.
   *
   * @param goesOn whether the remote's next reset would go on with what it played before
   */
  private String replayed(boolean goesOn) throws IOException {
    lock.lock();
    try {
      if (goesOn) {
        remote.reset(EpisodeSeeds.UNSEEDED, new float[observationSpace.size()], 0);
      }
      return episode.replay(new Replay(remote));
    } catch (GymException e) {
      return String.valueOf(e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      remote.close();
    } catch (IOException e) {
      // Whatever it runs in frees it at its own end.
      losses.notify("An environment could not be closed: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
