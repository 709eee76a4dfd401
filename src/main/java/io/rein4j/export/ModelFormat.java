package io.rein4j.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The formats of exported models. */
public enum ModelFormat {
  /** A model file that DL4J's ModelSerializer restores. */
  DL4J(".zip") {
    @Override
    public void write(PolicyModel model, Path file) throws IOException {
      Dl4jModel.write(model, file);
    }

    @Override
    public List<String> usage(PolicyModel model) {
      return Dl4jModel.usage(model);
    }
  },

  /** Open Neural Network Exchange, for onnxruntime and others. */
  ONNX(".onnx") {
    @Override
    public void write(PolicyModel model, Path file) throws IOException {
      OnnxModel.write(model, file);
    }

    @Override
    public List<String> usage(PolicyModel model) {
      return OnnxModel.usage(model);
    }
  };

  private final String suffix;

  ModelFormat(String suffix) {
    this.suffix = suffix;
  }

  /** {@return the end of a file's name} */
  public String suffix() {
    return suffix;
  }

  /**
   * {@return sentences that tell what the outputs are, and how an episode's state, if there is one,
   * is carried from step to step}
   *
   * @param model what is written
   */
  public abstract List<String> usage(PolicyModel model);

  /**
   * Writes a model.
   *
   * @param model what is written
   * @param file replaced if it exists
   * @throws IOException if it cannot be written
   */
  public abstract void write(PolicyModel model, Path file) throws IOException;
}
