package io.rein4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What every page carries: our style and script, and the chart library uPlot (MIT) from its jar on
 * the class path.
 *
 * @param style the page's style sheet, after uPlot's
 * @param library uPlot
 * @param license uPlot's licence
 * @param libraryVersion uPlot's version
 * @param script our own script
 */
record Assets(String style, String library, String license, String libraryVersion, String script) {

  private static final String JAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  /**
   * Reads them from the class path.
   *
   * @return them
   * @throws IOException if one is missing
   */
  static Assets read() throws IOException {
    Properties jar = new Properties();
    try (InputStream in = open(JAR)) {
      jar.load(in);
    }
    String version = jar.getProperty("version");
    String uplot = "/META-INF/resources/webjars/uplot/" + version;
    return new Assets(
        text(uplot + "/dist/uPlot.min.css") + text("/io/rein4j/report/page.css"),
        text(uplot + "/dist/uPlot.iife.min.js"),
        text(uplot + "/LICENSE"),
        version,
        text("/io/rein4j/report/page.js"));
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException("A page needs %s, which is not on the class path.".formatted(resource));
    }
    return in;
  }
}
