package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reader of what comes back in frames. */
final class FrameAnswers {

  /** The first byte of an answer that is an error, in JSON. */
  static final byte ERROR = 1;

  private static final int MOST_FRAMES = 100;

  private FrameAnswers() {}

  /**
   * Takes the first byte off an answer.
   *
   * @param name of the other side, to begin a sentence with
   * @throws LostException if the environment is not there
   * @throws RefusedException if the message was wrong
   * @throws GymException if the environment failed, or it is no answer
   */
  static ByteBuffer accept(ByteBuffer answer, String name) throws GymException {
    byte first = answer.get();
    if (first == 0) {
      return answer;
    }
    if (first != ERROR) {
      throw new GymException(
          "%s answered with %s, where an answer begins with 0 or 1.".formatted(name, first));
    }
    JsonNode error = json(answer, name);
    String sentence = sentence(error.path("message").asText());
    GymException inPython = inPython(error.path("frames"));
    throw switch (error.path("kind").asText()) {
      case "unknown" -> new LostException(sentence);
      case "environment" ->
          inPython == null ? new GymException(sentence) : new GymException(sentence, inPython);
      default ->
          inPython == null
              ? new RefusedException(400, sentence)
              : new RefusedException(400, sentence, inPython);
    };
  }

  /** Returns the cause that has Python's calls as its stack trace; null if none are told. */
  private static @Nullable GymException inPython(JsonNode frames) {
    List<StackTraceElement> calls = new ArrayList<>();
    for (int i = 0; i < Math.min(frames.size(), MOST_FRAMES); i++) {
      JsonNode frame = frames.path(i);
      calls.add(
          new StackTraceElement(
              "Python",
              Printable.quoted(frame.path(2).asText()),
              Printable.quoted(frame.path(0).asText()),
              frame.path(1).asInt()));
    }
    if (calls.isEmpty()) {
      return null;
    }
    GymException inPython = new GymException("Where Python was, the innermost call first:");
    inPython.setStackTrace(calls.toArray(StackTraceElement[]::new));
    return inPython;
  }

  private static String sentence(String message) {
    String said = Printable.quoted(message);
    return said.isEmpty()
        ? "An error without words came back."
        : ".?!".indexOf(said.charAt(said.length() - 1)) >= 0 ? said : said + ".";
  }

  static JsonNode json(ByteBuffer answer, String name) throws GymException {
    try {
      JsonNode json =
          GymJson.READER.readTree(
              answer.array(), answer.arrayOffset() + answer.position(), answer.remaining());
      if (json.isObject()) {
        return json;
      }
      throw new GymException(
          "%s answered with %s, where an object belongs.".formatted(name, GymJson.shortened(json)));
    } catch (GymException e) {
      throw e;
    } catch (IOException e) {
      throw new GymException(name + " answered with what is not JSON.", e);
    }
  }

  /** Returns the most bytes of an answer that has so many without the first. */
  static int most(long size) {
    return (int) Math.min(size + 1, Integer.MAX_VALUE);
  }

  /** Returns what a step led to, or refuses bits that say nothing there. */
  static int flags(byte flags, int possible, String name) throws GymException {
    boolean isEnd = (flags & (FrameEnv.TERMINATED | FrameEnv.TRUNCATED)) != 0;
    if ((flags & ~possible) != 0 || (flags != 0 && !isEnd)) {
      throw new GymException(
          "%s answered a step with the flags %s, which say nothing.".formatted(name, flags & 0xff));
    }
    return flags;
  }

  /**
   * Refuses an answer that is not as long as what was asked for.
   *
   * @param size the number of bytes that belong there, without the first
   */
  static void requireSize(ByteBuffer answer, long size, String name, String request)
      throws GymException {
    if (answer.remaining() != size) {
      throw new GymException(
          "%s answered %s with %s bytes, where %s belong."
              .formatted(name, request, answer.remaining() + 1L, size + 1));
    }
  }
}
