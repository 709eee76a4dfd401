package io.rein4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.documents.Document;
import io.rein4j.env.gym.Interpreter;
import io.rein4j.settings.Components;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the types which a {@link Slot} reads are those that records may have, and are named. */
class ComponentTypesTest {

  private enum Colour {
    RED
  }

  /** How the sentences name types that they do not name by the simple name. */
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          Integer.class, "int",
          Long.class, "long",
          Double.class, "double",
          Boolean.class, "boolean",
          Colour.class, "enum");

  // Records of one component each, whose type is tried.
  private record OfPlainInt(int value) {}

  private record OfInteger(Integer value) {}

  private record OfPlainLong(long value) {}

  private record OfLong(Long value) {}

  private record OfPlainDouble(double value) {}

  private record OfDouble(Double value) {}

  private record OfPlainBoolean(boolean value) {}

  private record OfBoolean(Boolean value) {}

  private record OfString(String value) {}

  private record OfPath(Path value) {}

  private record OfObject(Object value) {}

  private record OfColour(Colour value) {}

  private record OfPlainByte(byte value) {}

  private record OfPlainShort(short value) {}

  private record OfPlainChar(char value) {}

  private record OfPlainFloat(float value) {}

  private record OfFloat(Float value) {}

  private record OfNumber(Number value) {}

  private record OfBigDecimal(BigDecimal value) {}

  private record OfCharSequence(CharSequence value) {}

  private record OfFile(File value) {}

  private record OfUri(URI value) {}

  private record OfDuration(Duration value) {}

  private record OfInterpreter(Interpreter value) {}

  static Stream<Class<? extends Record>> records() {
    return Stream.of(
        OfPlainInt.class,
        OfInteger.class,
        OfPlainLong.class,
        OfLong.class,
        OfPlainDouble.class,
        OfDouble.class,
        OfPlainBoolean.class,
        OfBoolean.class,
        OfString.class,
        OfPath.class,
        OfObject.class,
        OfColour.class,
        OfPlainByte.class,
        OfPlainShort.class,
        OfPlainChar.class,
        OfPlainFloat.class,
        OfFloat.class,
        OfNumber.class,
        OfBigDecimal.class,
        OfCharSequence.class,
        OfFile.class,
        OfUri.class,
        OfDuration.class);
  }

  @ParameterizedTest
  @MethodSource("records")
  void type_thatIsRead_isAllowedAndNamed_andNoOther(Class<? extends Record> record)
      throws IOException {
    Class<?> type = record.getRecordComponents()[0].getType();
    boolean read = isRead(type);

    assertThat(Components.unfit(record).isEmpty()).isEqualTo(read);
    assertThat(isNamed(Components.ALLOWED, type)).as(Components.ALLOWED).isEqualTo(read);
    assertThat(isNamed(documented(), type)).as("agents/README.md").isEqualTo(read);
  }

  /** No plugin's settings start programs: only the program's own do, which no module registers. */
  @Test
  void interpreter_isReadButNotAllowed() throws IOException {
    assertThat(isRead(Interpreter.class)).isTrue();
    assertThat(Components.unfit(OfInterpreter.class)).isPresent();
    assertThat(isNamed(Components.ALLOWED + documented(), Interpreter.class)).isFalse();
  }

  private static boolean isRead(Class<?> type) {
    Place place = new Place("here", Path.of(""));
    return Stream.of("1", "true", "red")
        .map(text -> new Node.Single(place, new Scalar(text, true)))
        .anyMatch(node -> new Slot("c", type, false, null).valueOf(node).isPresent());
  }

  private static boolean isNamed(String sentence, Class<?> type) {
    String name = NAMES.getOrDefault(type, type.getSimpleName());
    return Pattern.compile("\\b%ss?\\b".formatted(name)).matcher(sentence).find();
  }

  /** Returns what the document for authors of plugins says of the types. */
  private static String documented() throws IOException {
    String text = Files.readString(Document.ROOT.resolve("agents/README.md"));
    int from = text.indexOf("its components are the keys.");
    assertThat(from).isPositive();
    return text.substring(from, text.indexOf("A component that may", from));
  }
}
