package io.rein4j.agent.pg;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.DenseLayer;
import io.rein4j.nn.FollowedNetwork;
import io.rein4j.nn.ForkedMlp;
import io.rein4j.nn.LayeredNetwork;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import java.util.List;

/** An actor and a critic that are linear functions of the same hidden layers. */
final class SharedNetwork implements Networks {

  private static final String TRUNK = "shared";

  private final ForkedMlp forked;
  private final Network network;
  private final int width;
  private float[] outputs = {};
  private float[] latents = {};
  private float[] values = {};
  private float[] joined = {};

  private static List<ForkedMlp.Head> heads(int outputs) {
    return List.of(
        new ForkedMlp.Head(ActorCritic.ACTOR, outputs), new ForkedMlp.Head(ActorCritic.CRITIC, 1));
  }

  static void declare(ParameterLayout.Builder layout, int in, MlpSettings settings, int out) {
    ForkedMlp.declare(layout, TRUNK, in, settings, heads(out));
  }

  SharedNetwork(
      Parameters parameters, ObservationEncoding encoding, MlpSettings settings, int outputs) {
    this.forked = new ForkedMlp(parameters, TRUNK, encoding.size(), settings, heads(outputs));
    this.network = encoding.before(forked);
    this.width = outputs;
  }

  @Override
  public Network[] all() {
    return new Network[] {network};
  }

  @Override
  public LayeredNetwork actor() {
    DenseLayer ofActor =
        DenseLayer.linear(ActorCritic.ACTOR, width + 1, width, (from, to) -> from == to ? 1 : 0);
    return new FollowedNetwork(network, List.of(ofActor));
  }

  @Override
  public void initialize(Pcg64 random) {
    forked.initialize(
        random, ActorCritic.HIDDEN_GAIN, ActorCritic.ACTOR_GAIN, ActorCritic.CRITIC_GAIN);
  }

  @Override
  public void step(float[] observations, int rows) {
    split(network.predict(observations, rows), rows);
    latents = forked.predictedLatent();
  }

  @Override
  public float[] outputs(float[] observations, int rows, float[] states) {
    split(network.predict(observations, rows), rows);
    return outputs;
  }

  @Override
  public float[] valuesAhead(float[] observations, int environment, int rows) {
    split(network.predict(observations, rows), rows);
    return values;
  }

  @Override
  public void forward(Minibatch batch) {
    split(network.forward(batch.observations(), batch.size()), batch.size());
    latents = forked.latent();
  }

  private void split(float[] both, int rows) {
    if (values.length < rows) {
      outputs = new float[rows * width];
      values = new float[rows];
      joined = new float[rows * (width + 1)];
    }
    for (int row = 0; row < rows; row++) {
      int from = row * (width + 1);
      for (int i = 0; i < width; i++) {
        outputs[row * width + i] = both[from + i];
      }
      values[row] = both[from + width];
    }
  }

  @Override
  public float[] outputs() {
    return outputs;
  }

  @Override
  public float[] latents() {
    return latents;
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public void gradients(float[] byOutputs, float[] byValues, int rows, float[][] gradients) {
    for (int row = 0; row < rows; row++) {
      int from = row * (width + 1);
      for (int i = 0; i < width; i++) {
        joined[from + i] = byOutputs[row * width + i];
      }
      joined[from + width] = byValues[row];
    }
    gradients[0] = joined;
  }
}
