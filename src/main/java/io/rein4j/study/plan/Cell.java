package io.rein4j.study.plan;

/**
 * A cell of a study: what its runs have in common but for the seed.
 *
 * @param level the level of the compared factor
 * @param environment the environment's id
 * @param condition the other factors' levels, joined by {@code ", "}; empty if there is no other
 */
public record Cell(String level, String environment, String condition) {

  /** {@return what people call it} */
  public String label() {
    return level + ", " + environment + (condition.isEmpty() ? "" : ", " + condition);
  }
}
