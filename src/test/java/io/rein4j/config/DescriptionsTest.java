package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.schedule.Linear;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionsTest {

  @Test
  void description_ofEveryKeyOfAConfig_isThere() throws IOException {
    List<String> without = new ArrayList<>();
    collect("", new ObjectMapper().readTree(RunConfigs.schema(Catalog.standard())), without);
    assertThat(without).isEmpty();
  }

  private static void collect(String path, JsonNode node, List<String> without) {
    if (node.path("properties").isObject()) {
      node.get("properties")
          .properties()
          .forEach(
              property -> {
                if (property.getValue().path("description").asText().isEmpty()) {
                  without.add(path + "." + property.getKey());
                }
              });
    }
    node.properties()
        .forEach(child -> collect(path + "." + child.getKey(), child.getValue(), without));
    node.elements().forEachRemaining(child -> collect(path, child, without));
  }

  @Test
  void description_withTagsAndEntities_isPlain() {
    assertThat(SettingsModel.of(Tagged.class).keys().get(0).description())
        .isEqualTo("a < b & c in code, see Linear or its value, over two lines");
    assertThat(Descriptions.ofRecord(Tagged.class)).isEqualTo("First, eq. 5. of two.");
    assertThat(SettingsModel.of(Linear.class).keys().get(1).description())
        .isEqualTo("the value from until on");
    assertThat(SettingsModel.of(Tagged.class).keys().get(1).description()).isEmpty();
  }

  /**
   * First, eq. 5. of two. Second.
   *
   * @param a a &lt; b &amp; c in {@code code}, see {@link Linear} or {@link Linear#at its value},
   *     over <b>two</b> lines
   */
  record Tagged(int a, int b) {}
}
