package io.rein4j.report;

import java.io.IOException;
import java.nio.file.Path;

/** The report of a study or a suite: its page, and its main figures as files. */
public final class Report {

  private final Page page;

  Report(Page page) {
    this.page = page;
  }

  /**
   * Writes the page.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void writePage(Path file) throws IOException {
    page.write(file);
  }

  /**
   * Writes the figures as SVG and PNG.
   *
   * @param folder where to
   * @throws IOException if they cannot be written
   */
  public void writeFigures(Path folder) throws IOException {
    FigureFiles.write(folder, page.drawings());
  }
}
