package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.ZClip;
import io.rein4j.nn.MlpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The README's Java examples: these very lines compile and do what it says. */
class ReadmeTest {

  @Test
  void example_ownTrainingLoop_clipsInPlaceAndCounts() {
    float[] gradient = new float[64];
    float[] parameters = new float[64];
    double progress = 0;
    gradient[3] = 2;
    BiConsumer<float[], float[]> optimizer =
        (values, direction) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] -= direction[i];
          }
        };

    ParameterLayout layout = ParameterLayout.builder().add("actor/dense0/weight", 4, 16).build();
    ClippingStage stage = new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(0.5)));
    ClippingStatistics statistics = new ClippingStatistics(layout);
    UpdateReport report = stage.process(gradient, parameters, progress); // clips in place
    statistics.record(report); // clippedFraction(), norms
    if (report.applied()) { // not if the update is to be dropped
      optimizer.accept(parameters, gradient);
    }

    assertThat(gradient[3]).isEqualTo(0.5f);
    assertThat(parameters[3]).isEqualTo(-0.5f);
    assertThat(statistics.whole().clippedFraction()).isEqualTo(1);
  }

  @Test
  void example_settings_differFromTheDefaultsInWhatItNames() {
    DqnSettings settings =
        DqnSettings.builder()
            .network(MlpSettings.builder(128, 128).layerNorm(true).build())
            .clipping(ClippingSettings.of(ZClip.builder().maxNorm(10.0).build()))
            .nStep(3)
            .doubleQ(true)
            .build();
    DqnSettings slower = settings.toBuilder().trainFrequency(8).build();

    assertThat(settings.trainFrequency()).isEqualTo(DqnSettings.DEFAULTS.trainFrequency());
    assertThat(slower.trainFrequency()).isEqualTo(8);
    assertThat(slower.nStep()).isEqualTo(3);
    assertThat(slower.toBuilder().trainFrequency(4).build()).isEqualTo(settings);
  }

  @Test
  void examples_ofTheReadme_standHere() throws IOException {
    String source = withoutSpaces(Path.of("test/java/io/rein4j/ReadmeTest.java"));
    String[] parts = Files.readString(Path.of("../README.md")).split("```java");
    assertThat(parts).hasSize(3);
    for (int i = 1; i < parts.length; i++) {
      assertThat(source)
          .contains(parts[i].substring(0, parts[i].indexOf("```")).replaceAll("\\s+", ""));
    }
  }

  private static String withoutSpaces(Path file) throws IOException {
    return Files.readString(file).replaceAll("\\s+", "");
  }
}
