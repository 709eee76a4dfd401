package io.rein4j.env.classic;

import io.rein4j.env.CopyableEnv;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** An environment around a task's physics. */
final class ClassicEnv implements CopyableEnv {

  private final Dynamics dynamics;
  // Replaced by the first reset's seed; an unseeded first reset is thereby deterministic.
  private final Pcg64 random = new Pcg64(0);
  private boolean running;
  private boolean terminated;

  ClassicEnv(Dynamics dynamics) {
    this.dynamics = dynamics;
  }

  @Override
  public Space observationSpace() {
    return dynamics.observationSpace();
  }

  @Override
  public Space actionSpace() {
    return dynamics.actionSpace();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    random.seed(seed);
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    dynamics.start(random);
    running = true;
    terminated = false;
    dynamics.observe(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (!running) {
      throw new IllegalStateException(
          "No episode is under way; a reset must come before the next step.");
    }
    double reward = dynamics.step(action, actionOffset);
    terminated = dynamics.terminated();
    running = !terminated;
    dynamics.observe(observation, observationOffset);
    return reward;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    random.writeState(out);
    out.writeBoolean(running);
    out.writeBoolean(terminated);
    dynamics.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    random.readState(in);
    running = in.readBoolean();
    terminated = in.readBoolean();
    dynamics.readState(in);
  }
}
