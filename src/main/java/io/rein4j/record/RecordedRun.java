package io.rein4j.record;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.config.RunConfig;
import io.rein4j.config.RunConfigs;
import io.rein4j.files.AtomicFiles;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunSummary;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A run that is written down in its folder, from its beginning or its newest checkpoint on. */
public final class RecordedRun implements AutoCloseable {

  private final RunConfig settings;
  private final RunFolder folder;
  private final Trainer trainer;

  private RecordedRun(RunConfig settings, RunFolder folder, Trainer trainer) {
    this.settings = settings;
    this.folder = folder;
    this.trainer = trainer;
  }

  /**
   * Prepares a run from its beginning.
   *
   * @param settings the run's config, which is written into the folder
   * @param folder a new folder; nobody else is writing in it
   * @param commandLine the arguments of the program, for the provenance
   * @param notices hears a sentence of everything about environments that is not as it should be
   *     and is coped with
   * @return the run
   * @throws IllegalArgumentException if agent and environment do not fit
   * @throws IOException if the folder cannot be written
   */
  public static RecordedRun begin(
      RunConfig settings, RunFolder folder, List<String> commandLine, Consumer<String> notices)
      throws IOException {
    RecordedRun run = new RecordedRun(settings, folder, new Trainer(settings, folder, notices));
    try {
      AtomicFiles.write(
          folder.config(),
          stream -> stream.write(RunConfigs.toYaml(settings).getBytes(StandardCharsets.UTF_8)));
      run.noteProvenance(Provenance.gather(commandLine));
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Goes back to a run's newest whole checkpoint, or to its beginning if its agent cannot go on
   * from one. Where environments cannot be brought back to where they were, the provenance says so
   * from then on.
   *
   * @param folder the run's folder; nobody else is writing in it
   * @param notices hears a sentence for every newer checkpoint that is damaged, of a run that
   *     begins again, and of everything about environments that is not as it should be and is coped
   *     with
   * @return the run
   * @throws IllegalArgumentException if no checkpoint is whole, or the newest whole one does not
   *     fit
   * @throws IOException if a file cannot be read or cut back
   */
  public static RecordedRun resume(RunFolder folder, Consumer<String> notices) throws IOException {
    RunConfig settings = RunConfigs.readResolved(folder.config());
    RecordedRun run = new RecordedRun(settings, folder, new Trainer(settings, folder, notices));
    try {
      Checkpoints.resume(run.trainer, folder, notices);
      if (!run.trainer.isExact() && Files.exists(folder.provenance())) {
        run.noteProvenance(
            new JsonMapper()
                .convertValue(
                    JsonFiles.read(folder.provenance()),
                    new TypeReference<LinkedHashMap<String, Object>>() {}));
      }
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /**
   * Writes down where the run comes from, and whether it ends as one that is never interrupted.
   *
   * @param provenance as {@link Provenance#gather} gives it
   * @throws IOException if it cannot be written
   */
  public void noteProvenance(Map<String, Object> provenance) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>(provenance);
    fields.put("exact_resume", trainer.isExact());
    JsonFiles.write(folder.provenance(), fields);
  }

  /** {@return the run's config} */
  public RunConfig settings() {
    return settings;
  }

  /** {@return agent steps over all environments so far} */
  public long steps() {
    return trainer.steps();
  }

  /**
   * Trains to the end.
   *
   * @param listener hears of everything after it is written down
   * @return what came of it
   * @throws IOException if something cannot be written, or the listener fails
   */
  public RunSummary train(RunListener listener) throws IOException {
    try (RunRecorder recorder =
        new RunRecorder(folder, trainer.agent().layout(), () -> System.currentTimeMillis() / 1e3)) {
      return trainer.run(RunListener.of(recorder, listener));
    }
  }

  @Override
  public void close() {
    trainer.close();
  }
}
