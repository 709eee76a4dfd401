package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class StretchesTest {

  @Test
  void of_listWhoseFirstStretchTellsNoKernel_takesTheOneBesideIt() throws Exception {
    JsonNode provenance =
        new JsonMapper()
            .readTree(
                """
                {"blas": {"kernel": "Haswell"},
                 "stretches": [
                   {"from_step": 0, "to_step": 10},
                   {"from_step": 10, "to_step": 20, "blas": {"kernel": "Zen"}},
                   {"from_step": 20, "to_step": 30}]}
                """);

    assertThat(Stretches.of(provenance, provenance.path("stretches"), 10).list())
        .extracting(Stretches.Stretch::blasKernel)
        .containsExactly("Haswell", "Zen", "");
  }
}
