package io.rein4j.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.documents.Document.Block;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The documents' Python is Python; what a model takes and gives is held by the tests of exports.
 */
class PythonExamplesTest {

  @RequiresPython
  @Test
  void example_compiles(Python python) throws IOException {
    List<Block> blocks = Document.blocks("python");
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      python.run(
          "import sys; compile(sys.argv[1], sys.argv[2], 'exec')", block.text(), block.place());
    }
  }
}
