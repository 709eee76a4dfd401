package io.rein4j.record;

import io.rein4j.train.EpisodeRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of {@code episodes.csv}: an episode that has ended, and what was clipped in the updates
 * that are its own.
 *
 * @param episode number of the episode in the run, from 0
 * @param env index of its environment
 * @param step agent steps over all environments at its end
 * @param frames environment steps over all environments at its end
 * @param episodeReturn sum of the innermost environment's rewards
 * @param length number of the innermost environment's steps
 * @param trainingReturn sum of the rewards that the agent was given
 * @param terminated whether an end state was reached
 * @param truncated whether a limit cut it
 * @param clipping what was clipped
 * @param tail what the run's last norms say of their tail
 */
public record EpisodeRow(
    long episode,
    long env,
    long step,
    long frames,
    double episodeReturn,
    long length,
    double trainingReturn,
    boolean terminated,
    boolean truncated,
    ClippingFigures clipping,
    TailFigures tail) {

  private static final Column<EpisodeRow> EPISODE =
      Column.whole(
          "episode",
          "episode",
          "",
          "Number of the episode in the run, from 0, in the order in which they ended.",
          EpisodeRow::episode);
  private static final Column<EpisodeRow> ENV =
      Column.whole(
          "env",
          "environment",
          "",
          "Index of the environment that it was played in, from 0.",
          EpisodeRow::env);

  /** Agent steps at its end. */
  public static final Column<EpisodeRow> STEP = Columns.step(EpisodeRow::step);

  private static final Column<EpisodeRow> FRAMES = Columns.frames(EpisodeRow::frames);

  /** Sum of the innermost environment's rewards. */
  public static final Column<EpisodeRow> RETURN =
      Column.number(
          "return",
          "return",
          Columns.REWARD,
          "Sum of the environment's own rewards, before any wrapper.",
          EpisodeRow::episodeReturn);

  private static final Column<EpisodeRow> LENGTH =
      Column.whole(
          "length",
          "length",
          Columns.STEPS,
          "Steps of the environment itself.",
          EpisodeRow::length);

  /** Sum of the rewards that the agent was given. */
  public static final Column<EpisodeRow> TRAINING_RETURN =
      Column.number(
          "training_return",
          "training return",
          Columns.REWARD,
          "Sum of the rewards that the agent was given.",
          EpisodeRow::trainingReturn);

  private static final Column<EpisodeRow> TERMINATED =
      Column.flag(
          "terminated",
          "terminated",
          "Whether the episode reached an end" + " state.",
          EpisodeRow::terminated);
  private static final Column<EpisodeRow> TRUNCATED =
      Column.flag(
          "truncated",
          "truncated",
          "Whether a limit cut the episode" + " short.",
          EpisodeRow::truncated);

  static final List<Column<EpisodeRow>> OWN =
      List.of(EPISODE, ENV, STEP, FRAMES, RETURN, LENGTH, TRAINING_RETURN, TERMINATED, TRUNCATED);

  static EpisodeRow of(EpisodeRecord episode) {
    return new EpisodeRow(
        episode.episode(),
        episode.env(),
        episode.step(),
        episode.frames(),
        episode.episodeReturn(),
        episode.length(),
        episode.trainingReturn(),
        episode.terminated(),
        episode.truncated(),
        ClippingFigures.ofEpisode(episode.updates()),
        new TailFigures(episode.normKurtosis(), episode.tailIndex()));
  }

  static EpisodeRow read(Values values, Scopes scopes) throws IOException {
    return new EpisodeRow(
        values.whole(EPISODE),
        values.whole(ENV),
        values.whole(STEP),
        values.whole(FRAMES),
        values.number(RETURN),
        values.whole(LENGTH),
        values.number(TRAINING_RETURN),
        values.flag(TERMINATED),
        values.flag(TRUNCATED),
        ClippingFigures.read(values, "", scopes),
        TailFigures.read(values));
  }

  /**
   * {@return the columns of the table}
   *
   * @param scopes the groups of the agent's parameters; the table has no columns of update paths
   */
  public static List<Column<EpisodeRow>> columns(Scopes scopes) {
    List<Column<EpisodeRow>> columns = new ArrayList<>(OWN);
    ClippingFigures.COLUMNS.forEach(column -> columns.add(column.of(EpisodeRow::clipping)));
    TailFigures.COLUMNS.forEach(column -> columns.add(column.of(EpisodeRow::tail)));
    ClippingFigures.groupColumns(scopes)
        .forEach(column -> columns.add(column.of(EpisodeRow::clipping)));
    ClippingFigures.updateColumns(new Scopes(scopes.groups(), List.of(), scopes.updates()))
        .forEach(column -> columns.add(column.of(EpisodeRow::clipping)));
    return columns;
  }
}
