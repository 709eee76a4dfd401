package io.rein4j.export;

import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the agent of a run is exported as. */
public enum ExportFormat {
  /** A model that DL4J loads. */
  DL4J(ModelFormat.DL4J.suffix()) {
    @Override
    public List<String> write(Trainer trainer, Map<String, Object> origin, Path file)
        throws IOException {
      return model(ModelFormat.DL4J, trainer, origin, file);
    }
  },

  /** A model that onnxruntime and others run. */
  ONNX(ModelFormat.ONNX.suffix()) {
    @Override
    public List<String> write(Trainer trainer, Map<String, Object> origin, Path file)
        throws IOException {
      return model(ModelFormat.ONNX, trainer, origin, file);
    }
  },

  /** A policy that {@link io.rein4j.policy.Policy#load} loads. */
  POLICY(".policy") {
    @Override
    public List<String> write(Trainer trainer, Map<String, Object> origin, Path file)
        throws IOException {
      return PolicyExport.write(trainer, origin, file);
    }
  };

  private final String suffix;

  ExportFormat(String suffix) {
    this.suffix = suffix;
  }

  /** {@return the end of a file's name} */
  public String suffix() {
    return suffix;
  }

  /**
   * Writes the agent of a run.
   *
   * @param trainer the run, with its agent as it is exported
   * @param origin where the agent comes from, by names in their order; values are texts or integers
   * @param file replaced if it exists
   * @return sentences that tell how the file is used
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the format cannot hold the agent, by a sentence that says
   *     why
   */
  public abstract List<String> write(Trainer trainer, Map<String, Object> origin, Path file)
      throws IOException;

  private static List<String> model(
      ModelFormat format, Trainer trainer, Map<String, Object> origin, Path file)
      throws IOException {
    PolicyModel model =
        PolicyModel.of(
            trainer.agent(),
            trainer.observationScaling().orElse(null),
            new ModelDescription(trainer.modelInputs(), trainer.actions(), origin));
    format.write(model, file);
    return format.usage(model);
  }
}
