package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The README's Java example: these very lines compile and do what it says. */
class ReadmeTest {

  @Test
  void example_ownTrainingLoop_clipsInPlaceAndCounts() throws IOException {
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
    String source = withoutSpaces(Path.of("test/java/io/rein4j/ReadmeTest.java"));
    String readme = Files.readString(Path.of("../README.md"));
    String example = readme.substring(readme.indexOf("```java") + 7);
    assertThat(source)
        .contains(example.substring(0, example.indexOf("```")).replaceAll("\\s+", ""));
  }

  private static String withoutSpaces(Path file) throws IOException {
    return Files.readString(file).replaceAll("\\s+", "");
  }
}
