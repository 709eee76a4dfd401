package io.rein4j.env.gym;

/**
 * An ability that a Gym server may have besides gym-http-api, by the name that its greeting has for
 * it. {@code envs/PROTOCOL.md} says what is done where one is missing.
 */
enum Capability {
  /** Binary messages. */
  FRAMES("frames"),
  /** A reset takes a seed. */
  RESET_SEED("reset-seed"),
  /** The end of an episode is told apart from its being cut off. */
  TERMINATED_TRUNCATED("terminated-truncated"),
  /** Making an environment takes arguments, and settings of what is done to its observations. */
  OPTIONS("options"),
  /** Episodes can begin with actions of the environment's own. */
  FIRST_ACTIONS("first-actions"),
  /** A lost life can end an episode of a game that goes on. */
  EPISODIC_LIFE("episodic-life"),
  /** Every reset of an environment can be given the same options. */
  RESET_OPTIONS("reset-options"),
  /** Resets and steps tell which actions make sense next. */
  ACTION_MASK("action-mask"),
  /** An environment is drawn, where it was made for that. */
  RENDER("render"),
  /** A step that ends an episode starts the next one. */
  AUTORESET("autoreset"),
  /** A request that is numbered within a session is carried out once, however often it is sent. */
  SEQUENCE("sequence");

  private final String word;

  Capability(String word) {
    this.word = word;
  }

  /** Returns its name in a greeting. */
  String word() {
    return word;
  }
}
