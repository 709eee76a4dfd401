package io.rein4j.config;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a tree of maps, lists and plain values as YAML that {@link YamlTree} reads back. */
final class YamlWriter {

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}/](?:[\\p{L}\\p{N} ._/+-]*[\\p{L}\\p{N}])?");

  private final StringQuotingChecker reserved = new StringQuotingChecker.Default();
  private final YAMLGenerator out;

  private YamlWriter(YAMLGenerator out) {
    this.out = out;
  }

  /** {@return the document, in block style, ended by a line feed} */
  static String write(@Nullable Object tree) {
    StringWriter text = new StringWriter();
    YAMLFactory factory =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .stringQuotingChecker(new NameQuoting())
            .build();
    try (YAMLGenerator out = factory.createGenerator(text)) {
      new YamlWriter(out).value(tree);
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be written.", e);
    }
    return text.toString();
  }

  private void value(@Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName((String) entry.getKey());
        value(entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        value(element);
      }
      out.writeEndArray();
    } else if (value instanceof Double number) {
      out.writeNumber(spell(number));
    } else if (value instanceof Number number) {
      out.writeNumber(number.longValue());
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value == null) {
      out.writeNull();
    } else {
      text((String) value);
    }
  }

  private void text(String text) throws IOException {
    boolean word =
        WORD.matcher(text).matches()
            && new Scalar(text, true).isText()
            && !reserved.needToQuoteValue(text);
    if (word) {
      // The generator writes a number as it is given, which is the plain style that a word needs.
      out.writeNumber(text);
    } else {
      out.writeString(text);
    }
  }

  /** A number as every YAML reader understands it: with a dot, and a sign in the exponent. */
  private static String spell(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? ".inf" : "-.inf";
    }
    return Double.toString(number).replaceFirst("E(?=[0-9])", "e+").replace('E', 'e');
  }

  private static final class NameQuoting extends StringQuotingChecker.Default {

    private static final long serialVersionUID = 1;

    @Override
    public boolean needToQuoteName(String name) {
      return super.needToQuoteName(name) || !WORD.matcher(name).matches();
    }
  }
}
