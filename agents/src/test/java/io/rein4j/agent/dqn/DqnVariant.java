package io.rein4j.agent.dqn;

import io.rein4j.nn.HiddenLayer;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain agent's settings with some of the extensions switched on. */
public final class DqnVariant {

  private final DqnSettings plain;
  private NetworkSettings network;
  private int capacity;
  private double targetUpdateRate = 1;
  private int nStep = 1;
  private boolean doubleQ;
  private @Nullable DuelingSettings dueling;
  private @Nullable ReturnDistribution distribution;
  private @Nullable NoisySettings noisy;
  private @Nullable RecurrentSettings recurrent;
  private @Nullable PrioritizedSettings prioritized;
  private Schedule exploration;

  private DqnVariant(DqnSettings plain) {
    this.plain = plain;
    this.network = plain.network();
    this.capacity = plain.replay().capacity();
    this.doubleQ = plain.doubleQ();
    this.exploration = plain.exploration();
  }

  public static DqnVariant of(DqnSettings plain) {
    return new DqnVariant(plain);
  }

  /** Everything at once, as Hessel et al. (2018) have it, and soft target updates besides. */
  public static DqnSettings rainbow(DqnSettings plain) {
    return of(plain)
        .doubleQ()
        .softTarget(0.01)
        .nStep(3)
        .dueling(16)
        .distribution(new CategoricalDistribution(21, -5, 50))
        .noisy()
        .prioritized()
        .build();
  }

  public DqnVariant network(NetworkSettings other) {
    network = other;
    return this;
  }

  public DqnVariant capacity(int transitions) {
    capacity = transitions;
    return this;
  }

  public DqnVariant doubleQ() {
    doubleQ = true;
    return this;
  }

  public DqnVariant softTarget(double rate) {
    targetUpdateRate = rate;
    return this;
  }

  public DqnVariant nStep(int n) {
    nStep = n;
    return this;
  }

  public DqnVariant dueling(Integer... hidden) {
    dueling = new DuelingSettings(HiddenLayer.ofWidths(List.of(hidden)));
    return this;
  }

  public DqnVariant distribution(@Nullable ReturnDistribution ofReturns) {
    distribution = ofReturns;
    return this;
  }

  /** Noisy weights, and no exploration beside them. */
  public DqnVariant noisy() {
    noisy = NoisySettings.DEFAULTS;
    exploration = Schedule.constant(0);
    return this;
  }

  public DqnVariant recurrent(int burnIn, int overlap) {
    recurrent = new RecurrentSettings(burnIn, overlap);
    return this;
  }

  public DqnVariant prioritized() {
    prioritized = PrioritizedSettings.DEFAULTS;
    return this;
  }

  public DqnSettings build() {
    return new DqnSettings(
        network,
        plain.optimizer(),
        plain.clipping(),
        plain.gamma(),
        plain.batchSize(),
        new ReplaySettings(capacity, plain.replay().warmup(), prioritized),
        plain.trainFrequency(),
        plain.gradientSteps(),
        plain.targetUpdateInterval(),
        targetUpdateRate,
        nStep,
        doubleQ,
        dueling,
        distribution,
        noisy,
        recurrent,
        plain.loss(),
        exploration);
  }
}
