package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run says of where its numbers come from. */
class ProvenanceTest {

  @Test
  void gather_thisProcess_namesWhatNumbersDependOn() {
    JsonNode told = new JsonMapper().valueToTree(Provenance.gather(List.of("train", "a b.yaml")));
    for (String field : List.of("host", "os", "processor", "jvm")) {
      assertThat(told.path(field).asText()).as(field).isNotBlank();
    }
    assertThat(told.path("processors").asInt()).isPositive();
    assertThat(told.path("command_line").path(1).asText()).isEqualTo("a b.yaml");
    JsonNode blas = told.path("blas");
    assertThat(blas.path("library").asText()).matches("OpenBLAS \\d+\\.\\d+.*");
    assertThat(blas.path("kernel").asText()).matches("[a-z0-9_]+").isNotEqualTo("unknown");
    String forced = System.getenv("OPENBLAS_CORETYPE");
    assertThat(blas.path("forced").asText("")).isEqualTo(forced == null ? "" : forced);
  }
}
