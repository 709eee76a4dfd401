package io.rein4j.export;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/** The model of an agent with a memory, used as it says: step by step through episodes. */
public interface SteppedModel extends AutoCloseable {

  /** Starts new episodes. */
  void startEpisodes();

  /** Returns the outputs for the next step of some episodes side by side. */
  float[] step(float[] observations, int rows) throws OrtException;

  @Override
  default void close() throws OrtException {}

  /** Opens a model file. */
  static SteppedModel open(ModelFormat format, Path file) throws IOException, OrtException {
    return format == ModelFormat.ONNX
        ? new Onnx(file)
        : new Dl4j(ModelSerializer.restoreComputationGraph(file.toFile()));
  }

  /** A model that keeps its state itself. */
  record Dl4j(ComputationGraph graph) implements SteppedModel {

    @Override
    public void startEpisodes() {
      graph.rnnClearPreviousState();
    }

    @Override
    public float[] step(float[] observations, int rows) {
      long[] shape = {rows, observations.length / rows};
      return graph.rnnTimeStep(Nd4j.create(observations, shape, 'c'))[0].dup('c').data().asFloat();
    }
  }

  /** A model that is given its state. */
  final class Onnx implements SteppedModel {
    private final OrtSession session;
    private final Map<String, float[][]> states = new HashMap<>();

    Onnx(Path file) throws OrtException {
      this.session = OrtEnvironment.getEnvironment().createSession(file.toString());
    }

    private TensorInfo info(String input) throws OrtException {
      return (TensorInfo) requireNonNull(session.getInputInfo().get(input)).getInfo();
    }

    /** Returns what the model says of itself. */
    public String description() throws OrtException {
      return session.getMetadata().getDescription();
    }

    @Override
    public void startEpisodes() {
      states.clear();
    }

    @Override
    public float[] step(float[] observations, int rows) throws OrtException {
      if (states.isEmpty()) {
        for (String input : session.getInputNames()) {
          if (!input.equals("observation")) {
            states.put(input, new float[rows][(int) info(input).getShape()[1]]);
          }
        }
      }
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      Map<String, OnnxTensor> inputs = new HashMap<>();
      inputs.put("observation", observation(environment, observations, rows));
      for (Map.Entry<String, float[][]> state : states.entrySet()) {
        inputs.put(state.getKey(), OnnxTensor.createTensor(environment, state.getValue()));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        for (Map.Entry<String, float[][]> state : states.entrySet()) {
          state.setValue(rows(result, "next_" + state.getKey()));
        }
        float[][] outputs = rows(result, "output");
        float[] all = new float[rows * outputs[0].length];
        for (int row = 0; row < rows; row++) {
          System.arraycopy(outputs[row], 0, all, row * outputs[0].length, outputs[0].length);
        }
        return all;
      } finally {
        inputs.values().forEach(OnnxTensor::close);
      }
    }

    private OnnxTensor observation(OrtEnvironment environment, float[] floats, int rows)
        throws OrtException {
      long[] shape = {rows, floats.length / rows};
      if (info("observation").type == OnnxJavaType.FLOAT) {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
      }
      long[] integers = new long[floats.length];
      for (int i = 0; i < integers.length; i++) {
        integers[i] = (long) floats[i];
      }
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(integers), shape);
    }

    private static float[][] rows(OrtSession.Result result, String output) throws OrtException {
      return (float[][]) result.get(output).orElseThrow().getValue();
    }

    @Override
    public void close() throws OrtException {
      session.close();
    }
  }
}
