package io.rein4j.harness;

import java.util.List;
import java.util.Locale;
import org.opentest4j.TestAbortedException;

/** Something outside Java that a test needs. */
enum Requirement {
  PYTHON,
  BROWSER;

  /**
   * Ends a test whose requirement is not met: it fails if {@code -Drein4j.require} names the
   * requirement, and is aborted otherwise.
   *
   * @param required the value of {@code rein4j.require}: names in lower case, separated by commas
   * @param sentence what is missing, and what to install
   */
  void unmet(String required, String sentence) {
    if (List.of(required.split(",")).contains(name().toLowerCase(Locale.ROOT))) {
      throw new AssertionError(sentence);
    }
    throw new TestAbortedException(sentence);
  }
}
