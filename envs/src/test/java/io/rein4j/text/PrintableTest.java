package io.rein4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a text is shown. */
class PrintableTest {

  private static final String HOSTILE =
      "a\u001b[2J b\r\n\u0000\u009b1m\u202e\u2028\ud800 \u007f\ue000\udb40\udc41\udb80\udc00";
  private static final String SHOWN =
      "a\\x1b[2J b\\x0d\\x0a\\x00\\x9b1m\\u202e\\u2028\\ud800 \\x7f\\ue000\\U000e0041\\U000f0000";

  @Test
  void escaped_controlCharacters_areWrittenOut() {
    assertThat(Printable.escaped(HOSTILE)).isEqualTo(SHOWN);
    assertThat(Printable.excerpt(HOSTILE)).isEqualTo(SHOWN);
  }

  @Test
  void escaped_whatHarmsNobody_stays() {
    String text = "  two\tblanks,  ± é 猫 \ud83d\ude00.";
    assertThat(Printable.escaped(text)).isSameAs(text);
    assertThat(Printable.excerpt(text)).isEqualTo(text);
  }

  @Test
  void excerpt_longText_losesItsMiddle() {
    assertThat(Printable.excerpt("\ud83d\ude00".repeat(101)))
        .isEqualTo(
            "\ud83d\ude00".repeat(75) + " [1 characters left out] " + "\ud83d\ude00".repeat(25));
  }

  @Test
  void of_longText_losesItsMiddleAndItsLines() {
    assertThat(Printable.of(" a\n\n b\u001b ", 20)).isEqualTo("a b\\x1b");
    assertThat(Printable.of("x".repeat(50) + "end", 20))
        .isEqualTo("x".repeat(15) + " [33 characters left out] xxend");
  }
}
