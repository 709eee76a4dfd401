package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.model.Activation;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NdArraysTest {

  @Test
  void parameter_copiedOutAndIn_keepsShapeAndValues() {
    Parameters parameters =
        new Parameters(ParameterLayout.builder().add("a", 2).add("q/out/weight", 2, 3).build());
    for (int i = 0; i < 8; i++) {
      parameters.values()[i] = i;
      parameters.gradient()[i] = -i;
    }
    INDArray weight = NdArrays.parameter(parameters, "q/out/weight");
    assertThat(weight.shape()).containsExactly(2, 3);
    assertThat(weight.getFloat(1, 0)).isEqualTo(5);
    assertThat(NdArrays.gradient(parameters, "q/out/weight").getFloat(0, 2)).isEqualTo(-4);
    assertThat(NdArrays.rows(new float[] {1, 2, 3, 4, 5, 6, 7}, 2, 3).getFloat(1, 2)).isEqualTo(6);

    long version = parameters.version();
    weight.muli(2);
    assertThat(parameters.values()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    NdArrays.setParameter(parameters, "q/out/weight", weight.dup('f'));
    assertThat(parameters.values()).containsExactly(0, 1, 4, 6, 8, 10, 12, 14);
    assertThat(parameters.version()).isNotEqualTo(version);
    NdArrays.setGradient(parameters, "a", Nd4j.createFromArray(5.0, 6.0));
    assertThat(parameters.gradient()).startsWith(5, 6, -2);
    assertThatThrownBy(() -> NdArrays.setParameter(parameters, "a", weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' has shape [2], but the array has shape [2, 3]");
  }

  /** ND4J was built against older versions of JavaCPP and OpenBLAS than the project pins. */
  @Test
  void nd4j_withThePinnedNatives_startsComputesAndLeavesNetworksAlone() throws Exception {
    MlpSettings settings = new MlpSettings(List.of(64), Activation.TANH, Initialization.ORTHOGONAL);
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Sequential layers = settings.network("q", List.of(64), 64, 1);
    layers.declare(layout);
    Parameters parameters = new Parameters(layout.build());
    Network network = new Network(parameters, layers);
    SplittableRandom random = new SplittableRandom(1);
    network.initialize(random);
    float[] x = new float[64 * 64];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    float[] before = network.predict(x, 64).clone();

    assertThat(Loader.getVersion()).isEqualTo("1.5.13");
    INDArray h =
        Nd4j.nn.tanh(
            NdArrays.rows(x, 64, 64)
                .mmul(NdArrays.parameter(parameters, "q/dense0/weight"))
                .addiRowVector(NdArrays.parameter(parameters, "q/dense0/bias")));
    INDArray y =
        h.mmul(NdArrays.parameter(parameters, "q/output/weight"))
            .addiRowVector(NdArrays.parameter(parameters, "q/output/bias"));
    Goldens.checkClose("ND4J", y.dup('c').data().asFloat(), before, 1e-5, 1e-5);
    openblas_nolapack.blas_set_num_threads(2);
    assertThat(network.predict(x, 64)).isEqualTo(before);
    assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
  }
}
