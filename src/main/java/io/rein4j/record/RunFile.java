package io.rein4j.record;

import io.rein4j.train.RunFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of a run's folder, as the documentation and errors tell of it.
 *
 * @param name its name in the folder
 * @param holds what it holds, in words that go on after "it holds"
 */
record RunFile(String name, String holds) {

  private static final RunFolder FOLDER = RunFolder.at(Path.of(""));

  static final RunFile EPISODES =
      of(
          FOLDER.episodes(),
          "one row per episode that has ended, with what was clipped in its updates");
  static final RunFile UPDATES =
      of(
          FOLDER.updates(),
          "one row per rollout, or per 1,000 updates that learn from a replay memory, with what"
              + " was clipped in them; each update is in exactly one row");
  static final RunFile METRICS =
      of(FOLDER.metrics(), "one JSON object per line: a log point of training, or an evaluation");
  static final RunFile SUMMARY =
      of(
          FOLDER.summary(),
          "the results of the run: final and best evaluation, and what was clipped in all"
              + " updates; exists once the run has finished");
  static final RunFile PROVENANCE =
      of(FOLDER.provenance(), "how the run was made: versions, machine, JVM, commit, arguments");
  static final RunFile FAILURE =
      of(
          FOLDER.failure(),
          "why a run of a study or suite failed; exists until the run has finished");
  static final RunFile RESOURCES =
      of(FOLDER.resources(), "how much memory a run of a study or suite used");

  /** All of them, in the order in which people want to know of them. */
  static final List<RunFile> ALL =
      List.of(
          of(
              FOLDER.config(),
              "the run's settings with every key; training it again gives the same run"),
          PROVENANCE,
          EPISODES,
          UPDATES,
          METRICS,
          new RunFile(
              "events.out.tfevents.*", "the figures of metrics.jsonl for TensorBoard, by its tags"),
          SUMMARY,
          new RunFile(
              "checkpoints/",
              "the states that the run resumes from, and `best.ckpt`, from its best evaluation"),
          of(FOLDER.report(), "the page that shows the run"),
          new RunFile(name(FOLDER.figures()) + "/", "the page's figures as SVG and PNG"),
          new RunFile(
              name(FOLDER.films()) + "/",
              "films of the agent at evaluations, by their steps, recorded by `train --record`"),
          new RunFile(
              name(FOLDER.tables()) + "/",
              "the rows of all tables for notebooks, written by `report --format csv`"),
          of(
              FOLDER.notices(),
              "what was printed while a worker trained the run, for example by its environments"),
          FAILURE,
          RESOURCES,
          new RunFile(name(FOLDER.model("")) + ".*", "exported models and policies of the agent"),
          of(FOLDER.lockFile(), "nothing; a process that trains the run holds a lock on it"));

  private static RunFile of(Path file, String holds) {
    return new RunFile(name(file), holds);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
