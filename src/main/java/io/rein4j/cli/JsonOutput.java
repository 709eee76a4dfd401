package io.rein4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;

/** JSON objects on a command's output, one a line; the last line ends even before an error. */
final class JsonOutput implements Closeable {

  private final PrintWriter out;
  private final JsonGenerator json;

  JsonOutput(PrintWriter out) throws IOException {
    this.out = out;
    this.json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  /** Returns what writes the objects, whole ones each time. */
  JsonGenerator json() {
    return json;
  }

  /**
   * Ends what takes long where its output, of which some is still to be written, is lost.
   *
   * @throws Output.UnreadException if nobody reads it
   * @throws IOException if it cannot be written
   */
  void requireWritten() throws IOException {
    Output.requireWritten(out);
  }

  @Override
  public void close() throws IOException {
    json.flush();
    if (json.getOutputContext().getEntryCount() > 0) {
      out.println();
    }
  }
}
