package io.rein4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What every page carries.
 *
 * @param style its style sheet
 * @param script its script
 */
record Assets(String style, String script) {

  /**
   * Reads them from the class path.
   *
   * @return them
   * @throws IOException if one is missing
   */
  static Assets read() throws IOException {
    return new Assets(text("page.css"), text("page.js"));
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(
            "A page needs %s, which is not on the class path.".formatted(resource));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
