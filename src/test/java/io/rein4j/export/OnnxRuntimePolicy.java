package io.rein4j.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * An exported agent with discrete actions in ONNX Runtime, on one thread, as fast as a Java program
 * can have it: input and output stay in place between calls, and only the action is computed.
 */
final class OnnxRuntimePolicy implements AutoCloseable {

  private final OrtSession session;
  private final FloatBuffer observations;
  private final LongBuffer actions;
  private final OnnxTensor input;
  private final OnnxTensor output;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /**
   * Loads a model.
   *
   * @param model the file
   * @param rows observations that a call acts on
   * @param size numbers in an observation
   */
  OnnxRuntimePolicy(Path model, int rows, int size) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
    }
    observations = bytes(rows * size * Float.BYTES).asFloatBuffer();
    actions = bytes(rows * Long.BYTES).asLongBuffer();
    input = OnnxTensor.createTensor(environment, observations, new long[] {rows, size});
    output = OnnxTensor.createTensor(environment, actions, new long[] {rows});
    inputs = Map.of("observation", input);
    outputs = Map.of("action", output);
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  /** Writes the greedy action of each observation. */
  void act(float[] from, float[] to) throws OrtException {
    observations.put(0, from);
    session.run(inputs, Set.of(), outputs).close();
    for (int row = 0; row < to.length; row++) {
      to[row] = actions.get(row);
    }
  }

  @Override
  public void close() throws OrtException {
    input.close();
    output.close();
    session.close();
  }
}
