package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.documents.Document;
import io.rein4j.study.plan.StudySettings;
import io.rein4j.study.plan.SuiteSettings;
import io.rein4j.train.RunConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class KeyTablesTest {

  private static final SettingsTypes TYPES = new SettingsTypes(Catalog.standard());

  @Test
  void keys_inTheDocument_areThoseOfTheRecords() throws IOException {
    assertIn("configs/README.md", KeyTables.of(RunConfig.class, TYPES));
    assertIn(
        "configs/studies/README.md",
        KeyTables.of(
            TYPES,
            new KeyTables.Root(StudySettings.class, "the study"),
            new KeyTables.Root(SuiteSettings.class, "the suite")));
  }

  private static void assertIn(String name, String tables) throws IOException {
    Document document = Document.at(name);
    if (Boolean.getBoolean("rein4j.update")) {
      document.replace("keys", tables);
    }
    assertThat(document.between("keys"))
        .as("the keys in %s; mvn test -Drein4j.update=true writes them anew", name)
        .isEqualTo(tables);
  }
}
