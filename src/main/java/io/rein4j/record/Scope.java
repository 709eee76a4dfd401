package io.rein4j.record;

import io.rein4j.agent.PathFigures;

/**
 * The part of a run's gradients that a figure is of, by which files name it: {@code figure} is of
 * the whole gradient, {@code figure/group} of a group of parameters, {@code figure/path:name} of
 * one of several update paths, {@code rule/n/figure} of a clipping rule, counted from 0, {@code
 * update_rule/n/figure} of a rule of update clipping.
 *
 * @param prefix what stands before the figure's name, such as {@code rule/0/}
 * @param group the group; empty for all of them
 * @param path the update path; empty for all of them, and for the only one
 */
public record Scope(String prefix, String group, String path) {

  /** The whole gradient. */
  public static final Scope WHOLE = new Scope("", "", "");

  private static final String GROUP_MARK = "/";

  /**
   * {@return a group of parameters}
   *
   * @param name the group's name
   */
  public static Scope group(String name) {
    return new Scope("", name, "");
  }

  /**
   * {@return one of several update paths}
   *
   * @param name the path's name
   */
  public static Scope path(String name) {
    return new Scope("", "", name);
  }

  /**
   * {@return a clipping rule}
   *
   * @param number its place in the settings, from 0
   * @param path the update path whose rule it is; empty for the only one
   */
  static Scope rule(int number, String path) {
    return new Scope("rule/" + number + "/", "", path);
  }

  /**
   * {@return a rule of update clipping}
   *
   * @param number its place in the settings, from 0
   * @param path the update path whose rule it is; empty for the only one
   */
  static Scope updateRule(int number, String path) {
    return new Scope("update_rule/" + number + "/", "", path);
  }

  /** Returns the same where a file writes something before every name. */
  Scope under(String before) {
    return new Scope(before + prefix, group, path);
  }

  /** {@return the group or update path by its name; empty for the whole gradient} */
  public String name() {
    return group.isEmpty() ? path : group;
  }

  /** Returns what a file calls a figure of this part. */
  String key(String figure) {
    return PathFigures.name(prefix + figure + (group.isEmpty() ? "" : GROUP_MARK + group), path);
  }
}
