package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads what comes back in frames. */
final class FrameAnswers {

  private FrameAnswers() {}

  /**
   * Takes the first byte off an answer.
   *
   * @throws LostException if the environment is not there
   * @throws RefusedException if the message was wrong
   * @throws GymException if the environment failed
   */
  static ByteBuffer accept(ByteBuffer answer) throws GymException {
    if (answer.get() == 0) {
      return answer;
    }
    JsonNode error = json(answer);
    String message = error.path("message").asText();
    String sentence = message.matches("(?s).*[.?!]") ? message : message + ".";
    throw switch (error.path("kind").asText()) {
      case "unknown" -> new LostException(sentence);
      case "environment" -> new GymException(sentence);
      default -> new RefusedException(400, sentence);
    };
  }

  static JsonNode json(ByteBuffer answer) throws GymException {
    try {
      return GymHttpClient.READER.readTree(
          answer.array(), answer.arrayOffset() + answer.position(), answer.remaining());
    } catch (IOException e) {
      throw new GymException("What came from Python is not JSON: " + e.getMessage(), e);
    }
  }
}
