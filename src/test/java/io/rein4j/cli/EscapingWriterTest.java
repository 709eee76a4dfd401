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
      out.print("a\tb\n");
    }
    assertThat(terminal)
        .hasToString(
            "Run folder: runs/\\x1b]0;title\\x07\\x0d" + System.lineSeparator() + "a\tb\n");
  }
}
