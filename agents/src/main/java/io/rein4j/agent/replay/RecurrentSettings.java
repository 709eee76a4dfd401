package io.rein4j.agent.replay;

import io.rein4j.settings.Setting;

/**
 * The settings of a network with a memory that learns from replayed sequences (Kapturowski et al.
 * 2019, R2D2): each is a piece of one episode, replayed from the network's state as it was when it
 * acted there.
 *
 * @param burnIn steps before each sequence, ≥ 0, or as many as the episode has, that the network
 *     processes first without learning from them, so that its state fits its current parameters
 * @param overlap steps, ≥ 0 and fewer than the length of a sequence, that consecutive sequences of
 *     an episode share
 */
public record RecurrentSettings(int burnIn, int overlap) {

  /** Ten steps to get into a state, no step learned from twice. */
  public static final RecurrentSettings DEFAULTS = new RecurrentSettings(10, 0);

  public RecurrentSettings {
    new Setting("burn-in").atLeast(0, burnIn);
    new Setting("overlap").atLeast(0, overlap);
  }
}
