package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A window of the last gradient norms for each update path of an agent. The tail of several paths'
 * norms together says nothing of any one, so that with several, only each path has figures.
 */
public final class NormWindows implements Stateful {

  private final List<String> paths;
  private final List<NormWindow> windows;

  /**
   * Makes empty windows.
   *
   * @param paths the names of the update paths; empty if there is only one
   */
  public NormWindows(List<String> paths) {
    this.paths = List.copyOf(paths);
    this.windows =
        IntStream.range(0, Math.max(1, paths.size())).mapToObj(path -> new NormWindow()).toList();
  }

  /**
   * Takes in the norm before clipping of an update, if it is applied and finite.
   *
   * @param report what the stage did
   * @throws IllegalArgumentException if it was on another path
   */
  public void record(UpdateReport report) {
    int path = paths.isEmpty() ? 0 : paths.indexOf(report.path());
    if (path < 0) {
      throw new IllegalArgumentException(
          "There are windows of the update paths %s, but none of '%s'."
              .formatted(paths, report.path()));
    }
    windows.get(path).record(report);
  }

  /** {@return the names of the update paths; empty if there is only one} */
  public List<String> paths() {
    return paths;
  }

  /**
   * {@return the window of an update path}
   *
   * @param path its index in {@link #paths()}, or 0 if there is only one
   */
  public NormWindow path(int path) {
    return windows.get(path);
  }

  /** {@return the only path's {@linkplain NormWindow#kurtosis kurtosis}; NaN with several paths} */
  public double kurtosis() {
    return paths.isEmpty() ? windows.get(0).kurtosis() : Double.NaN;
  }

  /** {@return the only path's {@linkplain NormWindow#tailIndex tail index}; NaN with several} */
  public double tailIndex() {
    return paths.isEmpty() ? windows.get(0).tailIndex() : Double.NaN;
  }

  @Override
  public void state(State state) throws IOException {
    for (NormWindow window : windows) {
      window.state(state);
    }
  }
}
