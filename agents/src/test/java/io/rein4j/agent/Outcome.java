package io.rein4j.agent;

import io.rein4j.env.VectorStep;

/** A step of several environments that is written down beforehand. */
public final class Outcome implements VectorStep {

  private final float[] observations;
  private final double[] rewards;
  private final boolean[] terminated;
  private final boolean[] truncated;
  private final float[] finalObservations;
  private final boolean[] actionMasks;
  private final boolean[] finalActionMasks;

  /** Takes what the step led to, one element or row an environment. */
  public Outcome(
      float[] observations,
      double[] rewards,
      boolean[] terminated,
      boolean[] truncated,
      float[] finalObservations) {
    this(observations, rewards, terminated, truncated, finalObservations, NO_MASKS, NO_MASKS);
  }

  /** Takes what the step led to, with action masks. */
  public Outcome(
      float[] observations,
      double[] rewards,
      boolean[] terminated,
      boolean[] truncated,
      float[] finalObservations,
      boolean[] actionMasks,
      boolean[] finalActionMasks) {
    this.actionMasks = actionMasks;
    this.finalActionMasks = finalActionMasks;
    this.observations = observations;
    this.rewards = rewards;
    this.terminated = terminated;
    this.truncated = truncated;
    this.finalObservations = finalObservations;
  }

  @Override
  public int count() {
    return rewards.length;
  }

  @Override
  public float[] observations() {
    return observations;
  }

  @Override
  public double[] rewards() {
    return rewards;
  }

  @Override
  public boolean[] terminated() {
    return terminated;
  }

  @Override
  public boolean[] truncated() {
    return truncated;
  }

  @Override
  public float[] finalObservations() {
    return finalObservations;
  }

  @Override
  public boolean[] actionMasks() {
    return actionMasks;
  }

  @Override
  public boolean[] finalActionMasks() {
    return finalActionMasks;
  }
}
