package io.rein4j.record;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.files.IoTask;
import io.rein4j.train.EpisodeRecord;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunListenerFactory;
import io.rein4j.train.RunSummary;
import io.rein4j.train.UpdatesRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A module's listener to a run; what it throws is told with the module's name. */
final class ModuleListener implements RunListener {

  private final RunListener listener;
  private final String name;
  private final ModuleOrigin origin;

  private ModuleListener(RunListener listener, String name, ModuleOrigin origin) {
    this.listener = listener;
    this.name = name;
    this.origin = origin;
  }

  /**
   * Makes the listener of a module.
   *
   * @param catalog what has its maker
   * @param name the maker's name
   * @param settings the run's settings
   * @param folder the run's folder
   * @throws io.rein4j.catalog.CatalogException if there is none
   */
  static ModuleListener of(Catalog catalog, String name, RunConfig settings, RunFolder folder) {
    ModuleOrigin origin = catalog.origin(RunListenerFactory.class, name);
    RunListenerFactory factory =
        Objects.requireNonNull(catalog.entries(RunListenerFactory.class).get(name), name);
    try {
      RunListener made =
          Objects.requireNonNull(
              factory.create(settings, folder), "its RunListenerFactory gives null");
      return new ModuleListener(made, name, origin);
    } catch (RuntimeException | LinkageError e) {
      throw origin.failed("cannot make its run listener '%s'".formatted(name), e);
    }
  }

  private void tell(IoTask task) throws IOException {
    try {
      task.run();
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new IOException(
          "The run listener '%s' of the module %s fails, because of %s."
              .formatted(name, origin.describe(), e),
          e);
    }
  }

  @Override
  public void begun() {
    try {
      tell(listener::begun);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void episodeEnded(EpisodeRecord episode) throws IOException {
    tell(() -> listener.episodeEnded(episode));
  }

  @Override
  public void updatesMade(UpdatesRecord updates) throws IOException {
    tell(() -> listener.updatesMade(updates));
  }

  @Override
  public void logged(LogPoint point) throws IOException {
    tell(() -> listener.logged(point));
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) throws IOException {
    tell(() -> listener.evaluated(evaluation));
  }

  @Override
  public void finished(RunSummary summary) throws IOException {
    tell(() -> listener.finished(summary));
  }
}
