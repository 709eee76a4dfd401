package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a command prints of others. */
class EscapingWriterTest {

  @Test
  void println_anybodysText_isEscapedAndTheLineEnds() {
    StringWriter terminal = new StringWriter();
    try (PrintWriter out = new PrintWriter(new EscapingWriter(terminal), true)) {
      out.println("Run folder: runs/\u001b]0;title\u0007\r");
      out.print("a\tb\nrein4j: c");
    }
    assertThat(terminal)
        .hasToString(
            "Run folder: runs/\\x1b]0;title\\x07\\x0d"
                + System.lineSeparator()
                + "a\tb\\x0arein4j: c");
  }

  @Test
  void complain_lineEndInAnybodysText_forgesNoLine() {
    StringWriter terminal = new StringWriter();
    Terminal.complain(new PrintWriter(terminal), "at commit abc\nrein4j: The run has finished.");
    assertThat(terminal)
        .hasToString(
            "rein4j: at commit abc\\x0arein4j: The run has finished." + System.lineSeparator());
  }
}
