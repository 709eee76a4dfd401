package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.documents.Document;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class KeyTablesTest {

  @Test
  void keys_inTheDocument_areThoseOfTheRecords() throws IOException {
    Document document = Document.at("configs/README.md");
    String tables = KeyTables.of(RunConfig.class, new SettingsTypes(Catalog.standard()));
    if (Boolean.getBoolean("rein4j.update")) {
      document.replace("keys", tables);
    }
    assertThat(document.between("keys"))
        .as("the keys in configs/README.md; mvn test -Drein4j.update=true writes them anew")
        .isEqualTo(tables);
  }
}
