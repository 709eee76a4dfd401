package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.Rig;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.Batch;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.SequenceBatch;
import io.rein4j.agent.replay.SequenceMemory;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.env.source.Envs;
import io.rein4j.math.PackedSequences;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.DenseSettings;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The gradient of a DQN agent whose network has layers before its LSTM, against finite differences:
 * it goes through the steps that are learned from, and not through the burn-in before them.
 */
class BurnInGradientTest {

  private static final int BURN_IN = 3;
  private static final float STEP = 4e-3f;
  private static final double TOLERANCE = 3e-4;

  private static DqnSettings settings() {
    return DqnSettings.builder()
        .network(
            new LayerListSettings(
                List.of(new DenseSettings(8), new LstmSettings(4, 4)),
                null,
                Activation.TANH,
                Initialization.KAIMING_UNIFORM))
        .optimizer(Sgd.DEFAULTS)
        .clipping(ClippingSettings.DEFAULTS)
        .batchSize(16)
        .replay(new ReplaySettings(500, 400))
        .loss(RegressionLoss.SQUARED)
        .recurrent(new RecurrentSettings(BURN_IN, 1))
        .exploration(Schedule.constant(0))
        .build();
  }

  /** The loss of what an agent drew, as its network's parameters are, in plain steps. */
  private static final class DrawnLoss {
    private final Network online;
    private final SequenceBatch batch;
    private final float[] targets;

    DrawnLoss(DqnAgent agent) {
      online = agent.online;
      batch = ((SequenceMemory) agent.memory).batch();
      Batch steps = batch.steps();
      float[] next =
          agent.target.forward(batch.observations(), batch.sequences(), batch.states()).clone();
      targets = new float[steps.size()];
      for (int i = 0; i < targets.length; i++) {
        int row = batch.nextRows()[i] * 2;
        float value = next[row + VectorMath.argMax(next, row, 2)];
        targets[i] = steps.rewards()[i] + steps.discounts()[i] * value;
      }
    }

    float[] statesAfterBurnIn() {
      float[] states = batch.states().clone();
      for (int step = 0; step < BURN_IN; step++) {
        step(step, states);
      }
      return states;
    }

    private float[] step(int step, float[] states) {
      PackedSequences sequences = batch.sequences();
      int from = sequences.firstRow(step);
      int rows = sequences.rowsOf(step);
      for (int i = 0; i < rows; i++) {
        if (sequences.starts(from + i)) {
          int width = online.stateSize();
          Arrays.fill(states, i * width, (i + 1) * width, 0);
        }
      }
      int width = online.inputSize();
      float[] seen = Arrays.copyOfRange(batch.observations(), from * width, (from + rows) * width);
      return online.step(seen, rows, states);
    }

    /** Goes on from states behind the burn-in. */
    double from(float[] burntIn) {
      online.parameters().changed();
      float[] states = burntIn.clone();
      float[] outputs = new float[batch.sequences().rows() * 2];
      for (int step = BURN_IN; step < batch.sequences().steps(); step++) {
        float[] ofStep = step(step, states);
        System.arraycopy(
            ofStep,
            0,
            outputs,
            batch.sequences().firstRow(step) * 2,
            batch.sequences().rowsOf(step) * 2);
      }
      double sum = 0;
      for (int i = 0; i < targets.length; i++) {
        int action = (int) batch.steps().actions()[i];
        double error = outputs[batch.rows()[i] * 2 + action] - targets[i];
        sum += error * error;
      }
      return sum / targets.length;
    }

    double throughTheBurnIn() {
      online.parameters().changed();
      return from(statesAfterBurnIn());
    }
  }

  private static DqnAgent drawn() {
    Rig<DqnAgent> rig =
        new Rig<>(
            2,
            env -> Envs.standard().make("CartPole-v1"),
            1000,
            context -> new DqnAgent(settings(), context));
    rig.steps(150, UpdateListener.NONE);
    rig.agent.memory.draw(0);
    return rig.agent;
  }

  @Test
  void update_layersBeforeTheLstm_gradientIsThatOfTheStepsBehindTheBurnIn() {
    DqnAgent agent = drawn();
    float[] values = agent.parameters();
    float[] before = values.clone();
    DrawnLoss loss = new DrawnLoss(agent);
    float[] burntIn = loss.statesAfterBurnIn();

    agent.update(0, UpdateListener.NONE);

    float[] gradient = agent.online.parameters().gradient().clone();
    System.arraycopy(before, 0, values, 0, values.length);
    double largestDifference = 0;
    for (Block block : agent.layout().blocks()) {
      double largest = 0;
      for (int i = block.offset(); i < block.end(); i++) {
        values[i] = before[i] + STEP;
        double up = loss.from(burntIn);
        double upThrough = loss.throughTheBurnIn();
        values[i] = before[i] - STEP;
        double slope = (up - loss.from(burntIn)) / (2 * STEP);
        double slopeThrough = (upThrough - loss.throughTheBurnIn()) / (2 * STEP);
        values[i] = before[i];
        assertThat((double) gradient[i]).as(block.name()).isCloseTo(slope, within(TOLERANCE));
        largest = Math.max(largest, Math.abs(gradient[i]));
        largestDifference = Math.max(largestDifference, Math.abs(slopeThrough - gradient[i]));
      }
      assertThat(largest).as(block.name()).isGreaterThan(20 * TOLERANCE);
    }
    assertThat(largestDifference).as("of a gradient through the burn-in").isGreaterThan(1e-2);
  }
}
