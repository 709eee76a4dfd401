package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.env.Box;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import io.rein4j.env.gym.GymHttpClient.Repeat;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An environment behind a server that speaks gym-http-api.
 *
 * <p>There only the making of an environment takes a seed, so a seeded reset makes a new one.
 */
final class HttpEnv implements RemoteEnv {

  /**
   * Sent for the seed 0, which the original server takes for no seed: the largest that every
   * environment takes.
   */
  private static final long SEED_FOR_ZERO = Integer.MAX_VALUE;

  private final GymHttpClient client;
  private final String id;
  private final GymSettings settings;
  private final Set<String> instances;
  private final LossPolicy losses;
  private final Space observationSpace;
  private final Space actionSpace;

  private record Spaces(Space actions, Space observations) {}

  private @Nullable String instance;
  private boolean used;
  private boolean seedable = true;

  /** Whether the server is asked to put what consists of several values into one array. */
  private boolean flat;

  private int steps;

  /**
   * Makes an environment.
   *
   * @param instances the instances there are on the server, for whoever closes what is left over
   */
  HttpEnv(
      GymHttpClient client,
      String id,
      GymSettings settings,
      Set<String> instances,
      LossPolicy losses)
      throws IOException {
    this.client = client;
    this.id = id;
    this.settings = settings;
    this.instances = instances;
    this.losses = losses;
    try {
      Spaces spaces = spaces();
      this.actionSpace = spaces.actions();
      this.observationSpace = spaces.observations();
    } catch (RefusedException e) {
      if (e.status() == 400) {
        throw new EnvRefusedException(e);
      }
      if (RefusedException.isOfToken(e.status())) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      throw e;
    }
  }

  private Spaces spaces() throws IOException {
    String first = create(null);
    try {
      return new Spaces(actionSpace(first), observationSpace(first));
    } catch (CompositeSpaceException e) {
      if (flat) {
        throw e;
      }
      flat = true;
      free();
      return spaces();
    }
  }

  private String create(@Nullable Long seed) throws IOException {
    ObjectNode order = GymHttpClient.object().put("env_id", id);
    if (flat) {
      order.put("flat", true);
    }
    if (seed != null) {
      order.put("seed", seed);
    }
    String created = client.create(order, Repeat.FORBIDDEN);
    instance = created;
    used = false;
    instances.add(created);
    return created;
  }

  private Space actionSpace(String of) throws IOException {
    try {
      return client.actionSpace(of);
    } catch (RefusedException e) {
      // Gym's bounds are NumPy's from 0.9.6 on, which the original server cannot write.
      Double low = settings.actionLow();
      Double high = settings.actionHigh();
      if (low == null || high == null) {
        throw new IllegalArgumentException(
            "%s The bounds of its actions can be stated by 'action-low' and 'action-high' in env.gym."
                .formatted(e.getMessage()),
            e);
      }
      int[] shape = client.sampleAction(of).shape();
      return Box.of(low.floatValue(), high.floatValue(), shape);
    }
  }

  private Space observationSpace(String of) throws IOException {
    try {
      return client.observationSpace(of);
    } catch (RefusedException e) {
      GymValue first = client.reset(of);
      used = true;
      if (first.shape().length == 0) {
        throw new GymException(
            "%s Its observations are single numbers, and how many different ones there are is unknown."
                .formatted(e.getMessage()),
            e);
      }
      return Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, first.shape());
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
  public OptionalInt maxEpisodeSteps() {
    Integer limit = settings.maxEpisodeSteps();
    return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  /** Empty: gym-http-api tells nothing of wrappers. */
  @Override
  public OptionalInt frameStack() {
    return OptionalInt.empty();
  }

  /** False: of a reset, gym-http-api tells the observation alone. */
  @Override
  public boolean hasActionMask() {
    return false;
  }

  @Override
  public void copyActionMask(boolean[] allowed, int offset) {
    throw new IllegalStateException("Behind gym-http-api there are no action masks.");
  }

  @Override
  public boolean reset(long seed, float[] observation, int offset) throws IOException {
    boolean seeded = seed != EpisodeSeeds.UNSEEDED && makeSeeded(seed);
    String current = instance == null ? create(null) : instance;
    used = true;
    steps = 0;
    try {
      copy(client.reset(current), observation, offset);
    } catch (LostException e) {
      instance = null;
      throw e;
    }
    return seeded;
  }

  private boolean makeSeeded(long seed) throws IOException {
    if (!seedable) {
      return false;
    }
    free();
    try {
      create(seed == 0 ? SEED_FOR_ZERO : seed);
      return true;
    } catch (RefusedException e) {
      seedable = false;
      losses.notify(
          "The server cannot seed %s, so a run is not repeatable: %s"
              .formatted(id, e.getMessage()));
      return false;
    }
  }

  @Override
  public void step(
      float[] action, int actionOffset, float[] observation, int observationOffset, Outcome outcome)
      throws IOException {
    String current = instance;
    if (current == null || !used) {
      throw new LostException("The environment %s is gone.".formatted(id));
    }
    try {
      GymStep step = client.step(current, actionSpace, action, actionOffset);
      steps++;
      copy(step.observation(), observation, observationOffset);
      Integer limit = settings.maxEpisodeSteps();
      boolean cut = step.terminated() && !step.toldApart() && limit != null && steps >= limit;
      outcome.set(step.reward(), step.terminated() && !cut, step.truncated() || cut);
    } catch (LostException e) {
      // It may have taken the step, so it is of no use any more; the next reset makes another.
      abandon();
      throw e;
    }
  }

  private void copy(GymValue value, float[] observation, int offset) throws GymException {
    if (value.size() != observationSpace.size()) {
      throw new GymException(
          "An observation of %s has the shape %s, but its space is %s."
              .formatted(id, Arrays.toString(value.shape()), observationSpace));
    }
    value.copyTo(observation, offset);
  }

  private void abandon() {
    if (client.hasGivenUp()) {
      // It stays among the instances, to be freed in the end if the server is back.
      instance = null;
      return;
    }
    try {
      free();
    } catch (IOException e) {
      instance = null;
    }
  }

  private void free() throws IOException {
    String current = instance;
    instance = null;
    if (current != null) {
      instances.remove(current);
      try {
        client.close(current);
      } catch (LostException e) {
        // The server has forgotten it already.
      }
    }
  }

  @Override
  public void requirePictures() {
    throw new IllegalArgumentException(
        "This server speaks gym-http-api, which sends no pictures; 'rein4j gym-server' does.");
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return OptionalDouble.empty();
  }

  @Override
  public RgbImage render() {
    throw new IllegalStateException("gym-http-api sends no pictures.");
  }

  @Override
  public void close() throws IOException {
    if (!client.hasGivenUp()) {
      free();
    }
  }
}
