package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The self-description of a Gym server, or of the process at the end of a pipe, from before
 * anything is asked.
 *
 * <p>The version is that of how frames are laid out. What is added to them is a capability and
 * changes no version, so that both sides may be older or newer than the other.
 *
 * @param server who said it, to begin a sentence with
 * @param capabilities what it knows; words that mean nothing here are kept
 * @param versions of its Python and packages, by name, as far as it tells
 */
record Greeting(String server, Set<String> capabilities, Map<String, String> versions) {

  /** The version of frames that is spoken here. */
  static final int PROTOCOL = 1;

  /** The most bytes of a greeting. */
  static final int LARGEST = 64 << 10;

  private static final List<Capability> NEEDED =
      List.of(Capability.FRAMES, Capability.RESET_SEED, Capability.TERMINATED_TRUNCATED);

  Greeting {
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * Reads the greeting of what is to be asked by frames.
   *
   * @param server who sent it, to begin a sentence with
   * @throws GymException if it speaks another version, or lacks what no frame can do without
   */
  static Greeting read(JsonNode json, String server) throws GymException {
    JsonNode protocol = json.path("protocol");
    if (!protocol.isInt()) {
      throw new GymException(
          "%s greets with something other than the protocol has: %s."
              .formatted(server, GymJson.shortened(json)));
    }
    if (protocol.intValue() != PROTOCOL) {
      throw new GymException(
          "%s speaks version %s of the frames' protocol, but this Rein4J speaks version %s; use the two of one release, or set env.gym.protocol to original."
              .formatted(server, GymJson.shortened(protocol), PROTOCOL));
    }
    Greeting greeting = new Greeting(server, capabilities(json), PythonVersions.of(json));
    for (Capability needed : NEEDED) {
      if (!greeting.has(needed)) {
        throw new GymException(
            "%s does not know '%s', which frames need; set env.gym.protocol to original."
                .formatted(server, needed.word()));
      }
    }
    return greeting;
  }

  /** Returns the capabilities that a greeting lists, whoever it is from. */
  static Set<String> capabilities(JsonNode json) {
    Set<String> words = new HashSet<>();
    for (JsonNode word : json.path("capabilities")) {
      words.add(word.asText());
    }
    return words;
  }

  boolean has(Capability capability) {
    return capabilities.contains(capability.word());
  }

  /**
   * Refuses a setting that the other side does not know.
   *
   * @param key the setting's key
   * @throws IllegalArgumentException if the capability is missing
   */
  void require(Capability capability, String key) {
    if (!has(capability)) {
      throw new IllegalArgumentException(
          "%s does not know '%s', which '%s' needs: leave the key out, or use the 'rein4j gym-server' of this release."
              .formatted(server, capability.word(), key));
    }
  }
}
