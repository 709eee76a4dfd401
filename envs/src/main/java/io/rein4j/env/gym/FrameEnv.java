package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An environment elsewhere that is asked by frames: by itself, or ahead together with others, when
 * a step only hands out what has come already.
 */
final class FrameEnv implements RemoteEnv {

  /** The most bytes of a picture. */
  private static final int LARGEST_PICTURE = 64 << 20;

  static final int TERMINATED = 1;
  static final int TRUNCATED = 2;
  static final int RESET = 4;
  static final int GOES_ON = 8;
  static final long NO_AUTORESET = -2;

  private final FrameChannel channel;
  private final byte[] order;
  private final Space observationSpace;
  private final Space actionSpace;
  private final OptionalInt maxEpisodeSteps;
  private final OptionalInt frameStack;
  private final int maskSize;
  private final OptionalDouble framesPerSecond;

  private int handle;
  private int generation;

  /** Whether the other end has the environment, or may have it though it is gone from here. */
  private boolean held;

  private boolean gone;

  private boolean stepped;
  private @Nullable LostException lost;
  private final float[] toldAction;
  private final float[] observation;
  private double reward;
  private int flags;
  private long startedWith;
  private final float[] firstObservation;
  private final boolean[] mask;
  private final boolean[] firstMask;

  /**
   * Makes an environment.
   *
   * @param order what it is made by, as JSON
   * @param masked whether it is to tell which actions make sense
   */
  FrameEnv(FrameChannel channel, byte[] order, boolean masked) throws IOException {
    this.channel = channel;
    this.order = order;
    JsonNode made = make();
    this.observationSpace = JsonSpaces.read(made.path("observation_space"));
    this.actionSpace = JsonSpaces.read(made.path("action_space"));
    this.maxEpisodeSteps = whole(made, "max_episode_steps");
    this.frameStack = whole(made, "frame_stack");
    this.framesPerSecond = framesPerSecond(made);
    this.toldAction = new float[actionSpace.size()];
    this.observation = new float[observationSpace.size()];
    this.firstObservation = new float[observationSpace.size()];
    this.maskSize = masked ? MaskedActions.of(actionSpace).size() : 0;
    int told = whole(made, "action_mask").orElse(0);
    if (told != maskSize) {
      throw new GymException(
          "%s tells of action masks of %s values, where %s belong."
              .formatted(channel.name(), told, maskSize));
    }
    this.mask = new boolean[maskSize];
    this.firstMask = new boolean[maskSize];
  }

  private JsonNode make() throws IOException {
    channel.open();
    freeLost();
    channel.begin(1 + order.length).put((byte) FrameChannel.MAKE).put(order);
    channel.send(GymJson.LARGEST);
    JsonNode made = FrameAnswers.json(channel.receive(), channel.name());
    handle = handle(made.path("handle"));
    generation = channel.generation();
    held = true;
    gone = false;
    return made;
  }

  /** Frees the environment that is lost here, but may be there and take up room. */
  private void freeLost() throws IOException {
    if (isHeld()) {
      try {
        free();
      } catch (LostException | RefusedException e) {
        // It is not there, or its lease frees it.
      }
    }
  }

  private static int handle(JsonNode json) throws GymException {
    return (int) GymJson.whole(json, 0, (1L << 32) - 1, "The handle of an environment");
  }

  /** Reads a whole number that need not be there; one that nothing reaches here is none. */
  private static OptionalInt whole(JsonNode made, String key) throws GymException {
    JsonNode json = made.path(key);
    if (json.isMissingNode() || json.isNull()) {
      return OptionalInt.empty();
    }
    long value = GymJson.whole(json, 1, Long.MAX_VALUE, "The '%s'".formatted(key));
    return value <= Integer.MAX_VALUE ? OptionalInt.of((int) value) : OptionalInt.empty();
  }

  private static OptionalDouble framesPerSecond(JsonNode made) {
    double told = made.path("render_fps").asDouble();
    return told > 0 && Double.isFinite(told) ? OptionalDouble.of(told) : OptionalDouble.empty();
  }

  FrameChannel channel() {
    return channel;
  }

  int handle() {
    return handle;
  }

  boolean isAlive() {
    return !gone && isHeld();
  }

  /** Returns whether there may be something to free at the other end. */
  boolean isHeld() {
    return held && generation == channel.generation();
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
    return maxEpisodeSteps;
  }

  @Override
  public OptionalInt frameStack() {
    return frameStack;
  }

  @Override
  public boolean hasActionMask() {
    return maskSize > 0;
  }

  @Override
  public void copyActionMask(boolean[] allowed, int offset) {
    System.arraycopy(mask, 0, allowed, offset, maskSize);
  }

  int maskSize() {
    return maskSize;
  }

  @Override
  public boolean reset(long seed, float[] into, int offset) throws IOException {
    boolean started = (flags & RESET) != 0 && startedWith == seed && isAlive();
    flags = 0;
    stepped = false;
    lost = null;
    if (started) {
      System.arraycopy(firstObservation, 0, into, offset, firstObservation.length);
      System.arraycopy(firstMask, 0, mask, 0, maskSize);
      return seed != EpisodeSeeds.UNSEEDED;
    }
    if (!isAlive()) {
      make();
    }
    try {
      ByteBuffer frame = channel.begin(1 + Integer.BYTES + Integer.BYTES + Long.BYTES);
      frame.put((byte) FrameChannel.RESET).putInt(1).putInt(handle).putLong(seed);
      long size = (long) observation.length * Float.BYTES + maskSize;
      channel.send(FrameAnswers.most(size));
      ByteBuffer answer = channel.receive();
      FrameAnswers.requireSize(answer, size, channel.name(), "a reset");
      answer.asFloatBuffer().get(into, offset, observation.length);
      answer.position(answer.limit() - maskSize);
      takeMask(answer);
    } catch (LostException e) {
      gone = true;
      throw e;
    }
    return seed != EpisodeSeeds.UNSEEDED;
  }

  @Override
  public void step(float[] action, int actionOffset, float[] into, int offset, Outcome outcome)
      throws IOException {
    if (stepped) {
      requireTold(action, actionOffset);
      stepped = false;
    } else if (lost == null) {
      stepAlone(action, actionOffset);
    }
    LostException loss = lost;
    if (loss != null) {
      lost = null;
      throw loss;
    }
    System.arraycopy(observation, 0, into, offset, observation.length);
    outcome.set(reward, (flags & TERMINATED) != 0, (flags & TRUNCATED) != 0);
    outcome.goesOn = (flags & GOES_ON) != 0;
  }

  private void requireTold(float[] action, int offset) {
    if (!Arrays.equals(
        action, offset, offset + toldAction.length, toldAction, 0, toldAction.length)) {
      throw new IllegalStateException(
          "The step was taken ahead with the action %s, but is now asked for with %s."
              .formatted(
                  Arrays.toString(toldAction),
                  Arrays.toString(Arrays.copyOfRange(action, offset, offset + toldAction.length))));
    }
  }

  private void stepAlone(float[] action, int offset) throws IOException {
    if (!isAlive()) {
      throw new LostException("The environment is gone with its process.");
    }
    int width = toldAction.length;
    try {
      ByteBuffer frame = channel.begin(1 + 3 * Integer.BYTES + Long.BYTES + width * Float.BYTES);
      frame.put((byte) FrameChannel.STEP).putInt(1).putInt(width).putInt(handle);
      frame.putLong(NO_AUTORESET);
      for (int i = 0; i < width; i++) {
        frame.putFloat(action[offset + i]);
      }
      long size = Double.BYTES + 1 + (long) observation.length * Float.BYTES + maskSize;
      channel.send(FrameAnswers.most(size));
      ByteBuffer answer = channel.receive();
      FrameAnswers.requireSize(answer, size, channel.name(), "a step");
      reward = answer.getDouble();
      flags = FrameAnswers.flags(answer.get(), TERMINATED | TRUNCATED | GOES_ON, channel.name());
      answer.asFloatBuffer().get(observation);
      answer.position(answer.limit() - maskSize);
      takeMask(answer);
    } catch (LostException e) {
      gone = true;
      throw e;
    }
  }

  /** Remembers what it is about to be asked. */
  void tell(float[] actions, int offset) {
    System.arraycopy(actions, offset, toldAction, 0, toldAction.length);
    flags = 0;
  }

  /** Takes its part of an answer; the observations follow from {@link #takeObservation}. */
  void take(double newReward, int newFlags) {
    reward = newReward;
    flags = newFlags;
    stepped = true;
  }

  void takeObservation(java.nio.FloatBuffer values) {
    values.get(observation);
  }

  void takeFirstObservation(java.nio.FloatBuffer values, long seed) {
    values.get(firstObservation);
    startedWith = seed;
  }

  /** Takes its part of the masks at the end of an answer. */
  void takeMask(ByteBuffer values) {
    read(values, mask);
  }

  void takeFirstMask(ByteBuffer values) {
    read(values, firstMask);
  }

  private static void read(ByteBuffer values, boolean[] allowed) {
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = values.get() != 0;
    }
  }

  boolean isReset() {
    return (flags & RESET) != 0;
  }

  /** Remembers that the remote side was lost while it was asked ahead. */
  void lose(LostException loss) {
    gone = true;
    stepped = false;
    lost = loss;
  }

  @Override
  public void requirePictures() {
    if (!channel.greeting().has(Capability.RENDER)) {
      throw new IllegalArgumentException(
          "%s does not know '%s', by which its environments are drawn: use the 'rein4j gym-server' of this release."
              .formatted(channel.greeting().server(), Capability.RENDER.word()));
    }
  }

  @Override
  public OptionalDouble framesPerSecond() {
    return framesPerSecond;
  }

  @Override
  public RgbImage render() throws IOException {
    if (!isAlive()) {
      throw new LostException("The environment is gone with its process.");
    }
    try {
      channel.begin(1 + Integer.BYTES).put((byte) FrameChannel.RENDER).putInt(handle);
      channel.send(LARGEST_PICTURE);
      return PngPicture.read(channel.receive(), channel.name());
    } catch (LostException e) {
      gone = true;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    // One that is lost waits for its host's end: its server may not answer now.
    if (isAlive() && !channel.hasGivenUp()) {
      free();
    }
  }

  private void free() throws IOException {
    held = false;
    ByteBuffer frame = channel.begin(1 + 2 * Integer.BYTES);
    frame.put((byte) FrameChannel.CLOSE).putInt(1).putInt(handle);
    channel.send(1);
    channel.receive();
  }
}
