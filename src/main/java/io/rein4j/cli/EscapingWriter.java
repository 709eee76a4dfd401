package io.rein4j.cli;

import io.rein4j.text.Printable;
import java.io.IOException;
import java.io.Writer;

/** Hands text on with its control characters escaped; only a line end by itself stays one. */
final class EscapingWriter extends Writer {

  private final Writer out;

  EscapingWriter(Writer out) {
    this.out = out;
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    String part = new String(text, offset, length);
    out.write(part.equals(System.lineSeparator()) ? part : Printable.escaped(part));
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
