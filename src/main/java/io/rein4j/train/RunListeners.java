package io.rein4j.train;

import java.io.IOException;
import java.util.List;

/**
 * Several listeners that hear everything in order.
 *
 * @param listeners the listeners
 */
record RunListeners(List<RunListener> listeners) implements RunListener {

  @Override
  public void begun() {
    listeners.forEach(RunListener::begun);
  }

  @Override
  public void episodeEnded(EpisodeRecord episode) throws IOException {
    for (RunListener listener : listeners) {
      listener.episodeEnded(episode);
    }
  }

  @Override
  public void updatesMade(UpdatesRecord updates) throws IOException {
    for (RunListener listener : listeners) {
      listener.updatesMade(updates);
    }
  }

  @Override
  public void logged(LogPoint point) throws IOException {
    for (RunListener listener : listeners) {
      listener.logged(point);
    }
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) throws IOException {
    for (RunListener listener : listeners) {
      listener.evaluated(evaluation);
    }
  }

  @Override
  public void finished(RunSummary summary) throws IOException {
    for (RunListener listener : listeners) {
      listener.finished(summary);
    }
  }
}
