package io.rein4j.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rein4j.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every study and suite that is shipped plans its runs, and says how long they take. */
class ShippedStudiesTest {

  private static final Path CONFIGS = Path.of("..", "configs");

  @TestFactory
  Stream<DynamicTest> study_shipped_isValid() throws IOException {
    return tests("studies", file -> StudyPlan.read(Catalog.standard(), file).design().name());
  }

  @TestFactory
  Stream<DynamicTest> suite_shipped_isValid() throws IOException {
    return tests("suites", file -> SuitePlan.read(Catalog.standard(), file).name());
  }

  private static Stream<DynamicTest> tests(String folder, Function<Path, String> name)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(CONFIGS.resolve(folder))) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(
            file ->
                dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      assertThat(name.apply(file) + ".yaml")
                          .isEqualTo(file.getFileName().toString());
                      assertThat(Files.readString(file))
                          .containsPattern("# Expected time: about \\d+ minutes? on 2 cores\\.");
                    }));
  }
}
