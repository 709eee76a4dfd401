package io.rein4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.nn.model.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayerListSettingsTest {

  private static final HiddenLayerSettings DENSE = new DenseSettings(5);

  private static LayerListSettings settings(HiddenLayerSettings... layers) {
    return new LayerListSettings(List.of(layers), null, Activation.TANH, Initialization.ORTHOGONAL);
  }

  private static HiddenLayerSettings lstm(@Nullable Integer sequenceLength) {
    return new LstmSettings(6, sequenceLength);
  }

  @Test
  void layers_ofAnMlp_areTheSameTree() {
    MlpSettings mlp =
        MlpSettings.builder()
            .lstm(new LstmSettings(6, 8))
            .hidden(
                List.of(new DenseSettings(5), new DenseSettings(4, Activation.SILU, true, null)))
            .activation(Activation.TANH)
            .build();
    LayerListSettings listed =
        settings(lstm(8), DENSE, new DenseSettings(4, Activation.SILU, true, null));

    assertThat(listed.network("q", List.of(3), 2, 0.5))
        .isEqualTo(mlp.network("q", List.of(3), 2, 0.5));
    assertThat(listed.recurrent()).isTrue();
    assertThat(listed.stateSize()).isEqualTo(12);
    assertThat(listed.sequenceLength()).isEqualTo(mlp.sequenceLength());
  }

  @Test
  void layers_anyOrder_areNumberedByKind() {
    Sequential layers =
        settings(DENSE, lstm(null), DENSE, lstm(null)).network("q", List.of(2, 2), 3, 1);

    assertThat(Parameters.of(layers).layout().blocks())
        .extracting(block -> block.layer())
        .containsExactly(
            "q/dense0",
            "q/dense0",
            "q/lstm",
            "q/lstm",
            "q/lstm",
            "q/dense1",
            "q/dense1",
            "q/lstm1",
            "q/lstm1",
            "q/lstm1",
            "q/output",
            "q/output");
    assertThat(layers.inputs()).isEqualTo(4);
    assertThat(layers.outputs()).isEqualTo(3);
    assertThat(layers.stateSize()).isEqualTo(24);
  }

  @Test
  void forValues_criticOfItsOwn_hasItsLayers() {
    LayerListSettings settings =
        new LayerListSettings(
            List.of(lstm(4)), List.of(DENSE), Activation.TANH, Initialization.ORTHOGONAL);

    assertThat(settings.criticKey()).contains("critic");
    assertThat(settings.forValues()).isEqualTo(settings(DENSE));
    assertThat(settings(DENSE).forValues()).isEqualTo(settings(DENSE));
  }

  @Test
  void sequenceLength_lstmInTheCriticAlone_isThatOne() {
    LayerListSettings settings =
        new LayerListSettings(
            List.of(DENSE), List.of(lstm(4)), Activation.TANH, Initialization.ORTHOGONAL);

    assertThat(settings.recurrent()).isTrue();
    assertThat(settings.sequenceLength()).hasValue(4);
    assertThat(settings.stateSize()).isZero();
  }

  @Test
  void new_listsThatMakeNoNetwork_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings())
        .withMessage("'layers' is an empty list: give at least one layer, as in [{dense: 64}].");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LayerListSettings(
                    List.of(DENSE), List.of(), Activation.TANH, Initialization.ORTHOGONAL))
        .withMessageStartingWith("'critic' is an empty list");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(lstm(4), DENSE, lstm(8)))
        .withMessageStartingWith(
            "The LSTMs in 'layers' and 'critic' are trained on the same pieces");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LayerListSettings(
                    List.of(lstm(4)), List.of(lstm(8)), Activation.TANH, Initialization.ORTHOGONAL))
        .withMessageStartingWith("The LSTMs in 'layers' and 'critic'");
  }
}
