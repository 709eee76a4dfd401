package io.rein4j.env.gym;

import io.rein4j.env.Space;
import io.rein4j.env.StepAhead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A common step of environments that are asked by frames: one message to each of the channels that
 * they are behind.
 */
final class FramesAhead implements StepAhead {

  private final FrameEnv[] remotes;
  private final Space actionSpace;
  private final int width;
  private final int observationSize;
  private final int maskSize;
  private final List<Part> parts = new ArrayList<>();

  FramesAhead(List<FrameEnv> remotes) {
    this.remotes = remotes.toArray(FrameEnv[]::new);
    this.actionSpace = this.remotes[0].actionSpace();
    this.width = actionSpace.size();
    this.observationSize = this.remotes[0].observationSpace().size();
    this.maskSize = this.remotes[0].maskSize();
    Map<FrameChannel, List<Integer>> byChannel = new LinkedHashMap<>();
    for (int i = 0; i < this.remotes.length; i++) {
      byChannel.computeIfAbsent(this.remotes[i].channel(), channel -> new ArrayList<>()).add(i);
    }
    byChannel.forEach((channel, members) -> parts.add(new Part(channel, members)));
  }

  @Override
  public void step(float[] actions, long[] seeds) {
    for (int i = 0; i < remotes.length; i++) {
      actionSpace.require(actions, i * width);
    }
    // Every process has its work before the first is waited for.
    for (Part part : parts) {
      part.send(actions, seeds);
    }
    IOException failure = null;
    for (Part part : parts) {
      try {
        part.receive(seeds);
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The environments behind one channel. */
  private final class Part {

    private final FrameChannel channel;
    private final int[] members;
    private final int[] asked;
    private int count;

    Part(FrameChannel channel, List<Integer> members) {
      this.channel = channel;
      this.members = members.stream().mapToInt(Integer::intValue).toArray();
      this.asked = new int[this.members.length];
    }

    void send(float[] actions, long[] seeds) {
      count = 0;
      for (int member : members) {
        remotes[member].tell(actions, member * width);
        if (remotes[member].isAlive()) {
          asked[count++] = member;
        }
      }
      if (count == 0) {
        return;
      }
      ByteBuffer frame =
          channel.begin(
              1 + 2 * Integer.BYTES + count * (Integer.BYTES + Long.BYTES + width * Float.BYTES));
      frame.put((byte) FrameChannel.STEP).putInt(count).putInt(width);
      for (int i = 0; i < count; i++) {
        frame.putInt(remotes[asked[i]].handle());
      }
      for (int i = 0; i < count; i++) {
        frame.putLong(seeds[asked[i]]);
      }
      FloatBuffer values = frame.asFloatBuffer();
      for (int i = 0; i < count; i++) {
        values.put(actions, asked[i] * width, width);
      }
      try {
        channel.send(FrameAnswers.most(size(2 * count)));
      } catch (LostException e) {
        lose(e);
      } catch (IOException e) {
        count = 0;
        throw new UncheckedIOException(e);
      }
    }

    void receive(long[] seeds) throws IOException {
      if (count == 0) {
        return;
      }
      ByteBuffer answer;
      try {
        answer = channel.receive();
      } catch (LostException e) {
        lose(e);
        return;
      }
      int start = answer.position();
      int resets = answer.remaining() < size(count) ? 0 : resets(answer, start);
      FrameAnswers.requireSize(
          answer, size(count + resets), channel.name(), "a step of several environments");
      for (int i = 0; i < count; i++) {
        remotes[asked[i]].take(
            answer.getDouble(start + i * Double.BYTES),
            answer.get(start + count * Double.BYTES + i));
      }
      answer.position(start + count * (Double.BYTES + 1));
      FloatBuffer values = answer.asFloatBuffer();
      for (int i = 0; i < count; i++) {
        remotes[asked[i]].takeObservation(values);
      }
      for (int i = 0; i < count; i++) {
        if (remotes[asked[i]].isReset()) {
          remotes[asked[i]].takeFirstObservation(values, seeds[asked[i]]);
        }
      }
      if (maskSize > 0) {
        answer.position(answer.limit() - (count + resets) * maskSize);
        takeMasks(answer);
      }
    }

    private void takeMasks(ByteBuffer values) {
      for (int i = 0; i < count; i++) {
        remotes[asked[i]].takeMask(values);
      }
      for (int i = 0; i < count; i++) {
        if (remotes[asked[i]].isReset()) {
          remotes[asked[i]].takeFirstMask(values);
        }
      }
    }

    /** Returns the bytes of an answer with so many observations, without the first. */
    private long size(int observations) {
      return count * (Double.BYTES + 1L)
          + observations * ((long) observationSize * Float.BYTES + maskSize);
    }

    private int resets(ByteBuffer answer, int start) throws GymException {
      int resets = 0;
      for (int i = 0; i < count; i++) {
        byte flags = answer.get(start + count * Double.BYTES + i);
        int known =
            FrameAnswers.flags(
                flags,
                FrameEnv.TERMINATED | FrameEnv.TRUNCATED | FrameEnv.RESET | FrameEnv.GOES_ON,
                channel.name());
        resets += (known & FrameEnv.RESET) == 0 ? 0 : 1;
      }
      return resets;
    }

    private void lose(LostException loss) {
      for (int i = 0; i < count; i++) {
        remotes[asked[i]].lose(loss);
      }
      count = 0;
    }
  }
}
