package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class TerminalTest {

  private static final String SENTENCE =
      "The environment was lost in step 12 and made again; its episode counts as truncated.";
  private static final String END = System.lineSeparator();

  private final StringWriter err = new StringWriter();

  @AfterEach
  void closeTerminal() {
    System.clearProperty("rein4j.terminal.columns");
    System.clearProperty("rein4j.terminal.error-columns");
  }

  @Test
  void complain_onATerminal_breaksBetweenWords() {
    System.setProperty("rein4j.terminal.error-columns", "60");
    Terminal.complain(new PrintWriter(err), SENTENCE);
    assertThat(err.toString())
        .isEqualTo(
            "rein4j: The environment was lost in step 12 and made again;"
                + END
                + "  its episode counts as truncated."
                + END);
  }

  /** Results go to a terminal, errors to a file. */
  @Test
  void complain_intoAFile_staysOnOneLine() {
    System.setProperty("rein4j.terminal.columns", "60");
    Terminal.complain(new PrintWriter(err), SENTENCE);
    assertThat(err.toString()).isEqualTo("rein4j: " + SENTENCE + END);
  }

  @Test
  void notice_withACommand_breaksTheCommandNowhere() {
    CommandSpec spec = CommandSpec.create();
    new picocli.CommandLine(spec).setErr(new PrintWriter(err));
    String command = "cd /home/somebody/with/a/long/path && rein4j train --resume runs/one";
    Terminal.notice(spec, "This begins it:", command);
    System.setProperty("rein4j.terminal.error-columns", "40");
    Terminal.notice(spec, "This begins it:", command);
    assertThat(err.toString())
        .isEqualTo(
            "rein4j: This begins it: "
                + command
                + END
                + "rein4j: This begins it:"
                + END
                + "  "
                + command
                + END);
  }
}
