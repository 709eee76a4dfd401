package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model of SCALE.md against a simulation of workers that send to one driver, which takes in one
 * thing at a time.
 */
class ScaleModelTest {

  private static final double UNEVEN = 0.3;

  /**
   * Seconds that a study takes, by the model.
   *
   * @param workers runs at a time
   * @param runs of the study
   * @param seconds that a worker spends on a run
   * @param driver seconds that the driver spends on a run
   */
  private static double model(int workers, int runs, double seconds, double driver) {
    return Math.max(runs * (seconds + driver) / workers, runs * driver);
  }

  /** The same by a simulation: each run sends {@code sends} times, and waits for its answer. */
  private static double simulated(int workers, int runs, double seconds, double driver, int sends) {
    SplittableRandom random = new SplittableRandom(1);
    record Send(double at, double stretch, int left) {}
    PriorityQueue<Send> queue = new PriorityQueue<>((a, b) -> Double.compare(a.at(), b.at()));
    int begun = 0;
    double driverFree = 0;
    double end = 0;
    for (; begun < Math.min(workers, runs); begun++) {
      double stretch = seconds / sends * (1 + UNEVEN * (2 * random.nextDouble() - 1));
      queue.add(new Send(stretch, stretch, sends));
    }
    while (!queue.isEmpty()) {
      Send send = queue.remove();
      driverFree = Math.max(driverFree, send.at()) + driver / sends;
      end = Math.max(end, driverFree);
      if (send.left() > 1) {
        queue.add(new Send(driverFree + send.stretch(), send.stretch(), send.left() - 1));
      } else if (begun < runs) {
        begun++;
        double stretch = seconds / sends * (1 + UNEVEN * (2 * random.nextDouble() - 1));
        queue.add(new Send(driverFree + stretch, stretch, sends));
      }
    }
    return end;
  }

  @ParameterizedTest
  @CsvSource({
    "10, 60, 0.06", "100, 60, 0.06", "300, 60, 0.06", "1000, 60, 0.06", "3000, 60, 0.06",
    "10, 600, 0.5", "100, 600, 0.5", "1000, 600, 0.5", "2000, 600, 0.5", "1000, 60, 0.005"
  })
  void model_manyRunsOfAWorker_isWithinATenthOfTheSimulation(
      int workers, double seconds, double driver) {
    int runs = 30 * workers;
    double model = model(workers, runs, seconds, driver);

    assertThat(simulated(workers, runs, seconds, driver, 6)).isCloseTo(model, within(model / 10));
  }
}
