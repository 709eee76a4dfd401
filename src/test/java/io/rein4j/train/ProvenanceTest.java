package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run says of where its numbers come from. */
class ProvenanceTest {

  @Test
  void gather_thisProcess_namesWhatNumbersDependOn() {
    Provenance told = Provenance.gather(Catalog.standard(), List.of("train", "a b.yaml"));
    assertThat(List.of(told.host(), told.os(), told.processor(), told.jvm()))
        .noneMatch(String::isBlank);
    assertThat(told.processors()).isPositive();
    assertThat(told.commandLine()).containsExactly("train", "a b.yaml");
    assertThat(told.blas().get("library")).matches("OpenBLAS \\d+\\.\\d+.*");
    assertThat(told.blas().get("kernel")).matches("[a-z0-9_]+").isNotEqualTo("unknown");
    assertThat(told.blas().get("forced")).isEqualTo(System.getenv("OPENBLAS_CORETYPE"));
  }
}
