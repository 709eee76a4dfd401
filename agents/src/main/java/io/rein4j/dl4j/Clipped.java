package io.rein4j.dl4j;

import io.rein4j.clip.ClippingSettings;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;
import org.nd4j.shade.jackson.databind.annotation.JsonSerialize;

/**
 * A DL4J updater with the clipping stage before it: {@code .updater(Clipped.of(new Adam(1e-3),
 * clipping))}.
 *
 * <p>DL4J hands an updater one block of parameters after the other, without names. So a network is
 * to be attached once it is initialised, {@code NetworkClipping.of(network)}; a network that is
 * not, for instance a clone, refuses to train, rather than to train unclipped. What the stage sees
 * is DL4J's gradient after the division by the minibatch's size and after L1 and L2; weight decay
 * comes behind it, also where the stage drops an update.
 *
 * <p>This is configuration only, shared by all networks made of it: state and statistics are each
 * network's own.
 */
public final class Clipped implements IUpdater {

  private static final long serialVersionUID = 1L;

  @JsonProperty private final IUpdater updater;

  @JsonProperty
  @JsonSerialize(using = ClippingJson.Writer.class)
  private final transient ClippingSettings clipping;

  @JsonProperty private final long totalIterations;

  @JsonCreator
  private Clipped(
      @JsonProperty("updater") IUpdater updater,
      @JsonProperty("clipping") @JsonDeserialize(using = ClippingJson.Reader.class)
          ClippingSettings clipping,
      @JsonProperty("totalIterations") long totalIterations) {
    if (updater instanceof Clipped) {
      throw new IllegalArgumentException(
          "An updater is clipped once, with all rules in one list, but this one is Clipped already.");
    }
    if (totalIterations < 0) {
      throw new IllegalArgumentException(
          "The total number of iterations must be ≥ 0, but is %s.".formatted(totalIterations));
    }
    this.updater = updater;
    this.clipping = clipping;
    this.totalIterations = totalIterations;
  }

  /**
   * {@return an updater with a stage before it, whose schedules stay at their beginning}
   *
   * @param updater what DL4J would use alone
   * @param clipping what happens to every gradient before
   */
  public static Clipped of(IUpdater updater, ClippingSettings clipping) {
    return new Clipped(updater, clipping, 0);
  }

  /**
   * {@return an updater with a stage before it}
   *
   * @param updater what DL4J would use alone
   * @param clipping what happens to every gradient before
   * @param totalIterations updates of the whole training, over which the rules' schedules run, ≥ 1
   */
  public static Clipped of(IUpdater updater, ClippingSettings clipping, long totalIterations) {
    return new Clipped(updater, clipping, totalIterations);
  }

  /** {@return the updater behind the stage} */
  public IUpdater updater() {
    return updater;
  }

  /** {@return what happens to every gradient before the updater} */
  public ClippingSettings clipping() {
    return clipping;
  }

  /** Returns the share of training that is over at an iteration. */
  double progress(int iteration) {
    return totalIterations == 0 ? 0 : Math.min(1, (double) iteration / totalIterations);
  }

  @Override
  public long stateSize(long numParams) {
    return updater.stateSize(numParams);
  }

  @Override
  public GradientUpdater<Clipped> instantiate(
      @Nullable INDArray viewArray, boolean initializeViewArray) {
    return new ClippedUpdater(this, updater.instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<Clipped> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return new ClippedUpdater(this, updater.instantiate(updaterState, initializeStateArrays));
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return updater.getLearningRate(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return updater.hasLearningRate();
  }

  @Override
  public void setLrAndSchedule(double lr, @Nullable ISchedule lrSchedule) {
    updater.setLrAndSchedule(lr, lrSchedule);
  }

  @Override
  public Clipped clone() {
    return new Clipped(updater.clone(), clipping, totalIterations);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Clipped that
        && updater.equals(that.updater)
        && clipping.equals(that.clipping)
        && totalIterations == that.totalIterations;
  }

  @Override
  public int hashCode() {
    return Objects.hash(updater, clipping, totalIterations);
  }

  @Override
  public String toString() {
    return "Clipped(%s, %s)".formatted(updater, clipping);
  }

  private Object writeReplace() {
    return new Serialized(updater, ClippingJson.write(clipping), totalIterations);
  }

  /** The form that Java's serialisation, which DL4J uses in places, gives a {@link Clipped}. */
  private record Serialized(IUpdater updater, String clipping, long totalIterations)
      implements Serializable {

    private Object readResolve() {
      return new Clipped(updater, ClippingJson.read(clipping), totalIterations);
    }
  }
}
