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
          "one row an episode that has ended, and what was clipped in the updates that are its own");
  static final RunFile UPDATES =
      of(
          FOLDER.updates(),
          "one row a rollout, or per 1,000 updates that learn from a replay memory, and what was"
              + " clipped in them; each update is in one row");
  static final RunFile METRICS =
      of(FOLDER.metrics(), "one JSON object a line: a log point of training, or an evaluation");
  static final RunFile SUMMARY =
      of(
          FOLDER.summary(),
          "what came of the run: final and best evaluation, and what was clipped in all updates;"
              + " there once the run has finished");
  static final RunFile PROVENANCE =
      of(
          FOLDER.provenance(),
          "where the run comes from: versions, machine, JVM, commit, arguments");
  static final RunFile FAILURE =
      of(
          FOLDER.failure(),
          "why a run of a study or suite failed; there while it has not finished since");
  static final RunFile RESOURCES =
      of(FOLDER.resources(), "what a run of a study or suite took of the machine");

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
              "the states from which the run goes on, and `best.ckpt`, of its best evaluation"),
          of(FOLDER.report(), "the page that shows the run"),
          new RunFile(name(FOLDER.figures()) + "/", "the page's figures as SVG and PNG"),
          new RunFile(
              name(FOLDER.tables()) + "/",
              "the rows of all tables for notebooks, written by `report --format csv`"),
          of(
              FOLDER.notices(),
              "what was said while a worker trained the run, as by its environments"),
          FAILURE,
          RESOURCES,
          new RunFile(name(FOLDER.model("")) + ".*", "exported models of the agent"));

  private static RunFile of(Path file, String holds) {
    return new RunFile(name(file), holds);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
