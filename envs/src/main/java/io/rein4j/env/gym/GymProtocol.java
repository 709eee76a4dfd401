package io.rein4j.env.gym;

/** A protocol between this program and a Gym server. */
public enum GymProtocol {
  /** Rein4J's own where the server knows it: many environments in one binary message. */
  AUTO,
  /** That of gym-http-api, which every server knows: one environment and one step a request. */
  ORIGINAL
}
