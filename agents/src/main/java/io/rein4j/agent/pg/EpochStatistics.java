package io.rein4j.agent.pg;

import io.rein4j.agent.MetricSink;
import io.rein4j.agent.PathFigures;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.UpdateReport;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What clipping did to the updates of each epoch of a rollout, on each update path: the share that
 * was clipped, and the mean norm before clipping. Both grow with the epoch where gradients suffer
 * from data that the policy has moved away from (Garg et al. 2021, "On proximal policy
 * optimization's heavy-tailed gradients", section 4).
 */
final class EpochStatistics implements Stateful {

  /** With fewer updates in an epoch there is no advice. */
  private static final long LEAST_UPDATES = 100;

  private static final double MUCH_LONGER = 1.5;

  /** The names of several paths; one empty name of the only one. */
  private final List<String> paths;

  private final int epochs;
  private final String[] clippedNames;
  private final String[] normNames;

  // Of each path and epoch, since the last report and over the run.
  private final long[] counts;
  private final long[] clipped;
  private final double[] norms;
  private final long[] countsOfRun;
  private final long[] clippedOfRun;
  private final double[] normsOfRun;

  private int epoch;
  private UpdateListener next = UpdateListener.NONE;
  private final UpdateListener counting = this::updated;

  EpochStatistics(int epochs, List<String> paths) {
    this.paths = paths.isEmpty() ? List.of("") : List.copyOf(paths);
    this.epochs = epochs;
    int n = Math.multiplyExact(this.paths.size(), epochs);
    this.clippedNames = names("clipped_fraction", n);
    this.normNames = names("grad_norm_pre_mean", n);
    this.counts = new long[n];
    this.clipped = new long[n];
    this.norms = new double[n];
    this.countsOfRun = new long[n];
    this.clippedOfRun = new long[n];
    this.normsOfRun = new double[n];
  }

  private String[] names(String figure, int n) {
    String[] names = new String[n];
    for (int i = 0; i < n; i++) {
      names[i] =
          PathFigures.name("%s/epoch:%s".formatted(figure, i % epochs), paths.get(i / epochs));
    }
    return names;
  }

  /** {@return a listener that counts updates before another one hears of them} */
  UpdateListener before(UpdateListener listener) {
    next = listener;
    return counting;
  }

  /** Says which epoch the next updates belong to. */
  void begin(int number) {
    epoch = number;
  }

  private void updated(UpdateReport report) {
    double norm = report.whole().normPre();
    if (report.applied() && Double.isFinite(norm)) {
      int place = Math.max(0, paths.indexOf(report.path())) * epochs + epoch;
      counts[place]++;
      countsOfRun[place]++;
      norms[place] += norm;
      normsOfRun[place] += norm;
      if (report.whole().clipped()) {
        clipped[place]++;
        clippedOfRun[place]++;
      }
    }
    next.updated(report);
  }

  /** Reports the figures since the last call. */
  void drain(MetricSink sink) {
    for (int i = 0; i < counts.length; i++) {
      sink.put(clippedNames[i], counts[i] == 0 ? Double.NaN : (double) clipped[i] / counts[i]);
    }
    for (int i = 0; i < counts.length; i++) {
      sink.put(normNames[i], counts[i] == 0 ? Double.NaN : norms[i] / counts[i]);
      counts[i] = 0;
      clipped[i] = 0;
      norms[i] = 0;
    }
  }

  /** {@return what the epochs of the run say, in sentences} */
  List<String> advice() {
    List<String> advice = new ArrayList<>();
    for (int path = 0; path < paths.size(); path++) {
      int first = path * epochs;
      int last = first + epochs - 1;
      // Rollouts that 'target-kl' ends early have no last epoch, and would count in the first
      // alone.
      if (countsOfRun[last] < Math.max(LEAST_UPDATES, countsOfRun[first] / 2)) {
        continue;
      }
      double growth =
          normsOfRun[last] / countsOfRun[last] / (normsOfRun[first] / countsOfRun[first]);
      if (growth > MUCH_LONGER) {
        advice.add(
            String.format(
                Locale.ROOT,
                "%sFrom a rollout's first epoch to its last, the gradient's mean norm grew %.1f-fold, and the share of clipped updates went from %.0f%% to %.0f%%: the data get stale (Garg et al. 2021). Fewer 'epochs' or a 'target-kl' would leave clipping less to do.",
                paths.get(path).isEmpty() ? "" : "Update path '%s': ".formatted(paths.get(path)),
                growth,
                100.0 * clippedOfRun[first] / countsOfRun[first],
                100.0 * clippedOfRun[last] / countsOfRun[last]));
      }
    }
    return advice;
  }

  @Override
  public void state(State state) throws IOException {
    state.of(counts);
    state.of(clipped);
    state.of(norms);
    state.of(countsOfRun);
    state.of(clippedOfRun);
    state.of(normsOfRun);
    for (int i = 0; i < counts.length; i++) {
      requireShare(clipped[i], counts[i]);
      requireShare(clippedOfRun[i], countsOfRun[i]);
    }
  }

  private static void requireShare(long some, long all) throws IOException {
    if (some < 0 || some > all) {
      throw new IOException(
          "The state of the epochs counts %s clipped updates of %s.".formatted(some, all));
    }
  }
}
