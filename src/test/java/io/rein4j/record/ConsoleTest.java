package io.rein4j.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTest {

  private static final Progress MIDWAY =
      new Progress(21_749, 50_000, 187.34, 0.1234, 31_203.6, 31_203.6, 495.25);
  private static final Progress START =
      new Progress(0, 50_000, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintWriter out = new PrintWriter(bytes, false, UTF_8);

  @Test
  void live_midway_holdsEveryFigure() {
    assertThat(MIDWAY.live(100))
        .isEqualTo(
            " 43% [####------]  return 187.3  clipped 12.3%  31,204 steps/s  ETA 0:01  eval 495.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          84 | " 43% [####------]  return 187.3  clipped 12.3%  31,204 steps/s  ETA 0:01  eval 495.3"
          83 | " 43%  return 187.3  clipped 12.3%  31,204 steps/s  ETA 0:01  eval 495.3"
          60 | " 43%  return 187.3  clipped 12.3%  ETA 0:01  eval 495.3"
          50 | " 43%  return 187.3  clipped 12.3%  ETA 0:01"
          40 | " 43%  return 187.3  ETA 0:01"
          """)
  void live_narrowTerminal_leavesTheLeastImportantOut(int columns, String line) {
    assertThat(MIDWAY.live(columns)).isEqualTo(line).hasSizeLessThanOrEqualTo(columns);
  }

  @Test
  void live_hugeFigures_fitFortyColumns() {
    Progress huge =
        new Progress(1, 9_000_000_000_000L, -123_456_789.5, 1, 0.001, 0.001, -123_456_789.5);
    assertThat(huge.live(40)).startsWith("  0%  return -123456789.5").hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void plain_midway_holdsEveryFigure() {
    assertThat(MIDWAY.plain())
        .isEqualTo(
            "step 21,749 of 50,000 (43%): return 187.3, clipped 12.3%, 31,204 steps/s, ETA 0:01,"
                + " eval 495.3");
  }

  @Test
  void lines_start_showWhatIsUnknownAsADash() {
    assertThat(START.live(100))
        .isEqualTo("  0% [----------]  return -  clipped -  - steps/s  ETA -");
    assertThat(START.plain())
        .isEqualTo("step 0 of 50,000 (0%): return -, clipped -, - steps/s, ETA -");
  }

  @Test
  void live_oneStepMissingOrSomeTooMany_is100OnlyWhenDone() {
    assertThat(new Progress(49_999, 50_000, 1, 0, 100, 100, Double.NaN).live(100))
        .startsWith(" 99% [#########-]")
        .endsWith("ETA 0:01");
    assertThat(new Progress(50_007, 50_000, 1, 0, 100, 100, Double.NaN).live(100))
        .startsWith("100% [##########]")
        .endsWith("ETA 0:00");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0:00",
    "0.1, 0:01",
    "59, 0:59",
    "59.5, 1:00",
    "3599, 59:59",
    "3600, 1:00:00",
    "363845, 101:04:05"
  })
  void duration_seconds_readsAsAClock(double seconds, String expected) {
    assertThat(Numbers.duration(seconds)).isEqualTo(expected);
  }

  @Test
  void progress_impossibleSteps_isRefused() {
    assertThatThrownBy(() -> new Progress(1, 0, 0, 0, 0, 0, 0))
        .hasMessage("Progress needs step >= 0 and steps >= 1, but has step 1 of 0.");
  }

  @Test
  void terminal_tenSeconds_redrawsTenTimesASecondInOneLine() {
    int shown = run(true);
    assertThat(shown).isEqualTo(100);
    assertThat(printed())
        .isEqualTo(("\r\033[?7l" + MIDWAY.live(100) + "\033[K\033[?7h").repeat(100));
  }

  @Test
  void print_narrowTerminal_breaksALineBetweenWords() {
    Console console = new Console(out, 40, 0);
    console.print("- Of the updates seen, a global norm of 13.4 would have clipped 1%.");
    console.print("  short");
    assertThat(printed().lines())
        .containsExactly(
            "- Of the updates seen, a global norm of", "  13.4 would have clipped 1%.", "  short");
  }

  @Test
  void terminal_severalLines_areRedrawnInPlaceAndClearedForAPrintedLine() {
    Console console = new Console(out, 100, 0);
    console.show(lines("a\nb\nc"), 0);
    console.show(lines("d\ne"), 1);
    console.print("for good");
    console.close();
    String on = "\r\033[?7l";
    String off = "\033[K\033[?7h";
    assertThat(printed())
        .isEqualTo(
            on
                + "a"
                + off
                + "\n"
                + on
                + "b"
                + off
                + "\n"
                + on
                + "c"
                + off
                + "\033[2A"
                + on
                + "d"
                + off
                + "\n"
                + on
                + "e"
                + off
                + "\033[J"
                + "\033[1A\r\033[K\033[Jfor good"
                + System.lineSeparator());
  }

  private static Display lines(String live) {
    return new Display() {
      @Override
      public String live(int columns) {
        return live;
      }

      @Override
      public String plain() {
        return live;
      }
    };
  }

  @Test
  void noTerminal_halfAMinute_printsALineEveryTenSeconds() {
    Console console = new Console(out, 0, 0);
    int shown = 0;
    for (int second = 0; second <= 35; second++) {
      long now = TimeUnit.SECONDS.toNanos(second);
      if (console.due(now)) {
        console.show(MIDWAY, now);
        shown++;
      }
    }
    console.close();
    assertThat(shown).isEqualTo(3);
    assertThat(printed()).isEqualTo((MIDWAY.plain() + System.lineSeparator()).repeat(3));
  }

  @Test
  void due_nanoTimeOverflows_goesOn() {
    long start = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
    Console console = new Console(out, 0, start);
    assertThat(console.due(start + TimeUnit.SECONDS.toNanos(9))).isFalse();
    assertThat(console.due(start + TimeUnit.SECONDS.toNanos(10))).isTrue();
  }

  @Test
  void print_overADrawnLine_erasesItFirst() {
    try (Console console = new Console(out, 100, 0)) {
      console.print("before");
      console.show(START, 0);
      console.print("after");
      console.show(MIDWAY, 0);
    }
    String line = System.lineSeparator();
    assertThat(printed())
        .isEqualTo(
            "before"
                + line
                + "\r\033[?7l"
                + START.live(100)
                + "\033[K\033[?7h"
                + "\r\033[K"
                + "after"
                + line
                + "\r\033[?7l"
                + MIDWAY.live(100)
                + "\033[K\033[?7h"
                + line);
  }

  @Test
  void print_controlCharacters_areEscaped() {
    try (Console console = new Console(out, 0, 0)) {
      console.print("seed \u001b[2J1");
    }
    assertThat(printed()).isEqualTo("seed \\x1b[2J1" + System.lineSeparator());
  }

  @Test
  void above_aDrawnLine_findsItErased() {
    try (Console console = new Console(out, 100, 0)) {
      console.show(START, 0);
      int drawn = printed().length();
      console.above(() -> assertThat(printed().substring(drawn)).isEqualTo("\r\033[K"));
      console.above(() -> assertThat(printed().substring(drawn)).isEqualTo("\r\033[K"));
    }
    assertThat(printed()).endsWith("\r\033[K");
  }

  private int run(boolean terminal) {
    Console console = new Console(out, terminal ? 100 : 0, 0);
    int shown = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      long now = TimeUnit.MILLISECONDS.toNanos(millis);
      if (console.due(now)) {
        console.show(MIDWAY, now);
        shown++;
      }
    }
    return shown;
  }

  private String printed() {
    return bytes.toString(UTF_8);
  }
}
