package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.random.RandomStreams;
import io.rein4j.record.Numbers;
import io.rein4j.record.RunData;
import io.rein4j.train.Checkpoints;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.Playback;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.Trainer;
import io.rein4j.watch.Caption;
import io.rein4j.watch.Film;
import io.rein4j.watch.FilmFormat;
import io.rein4j.watch.WindowFilm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rein4j watch}: shows the agent of a run at play. */
@Command(
    name = "watch",
    description = {
      "Watch the agent of a run play: in a window, or as a film in a file.",
      "Below each picture stand the step, the return, the action and what the agent expects. The"
          + " episodes are those of the command eval with the same seed."
    })
final class WatchCommand implements Callable<Integer>, GoesOnUnread {

  private static final double LAST_SECONDS = 1.5;

  /** Where a film is written, and as what. */
  private record Target(FilmFormat format, Path file) {}

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path run = Path.of("");

  @Option(
      names = "--checkpoint",
      paramLabel = "last|best|STEP",
      defaultValue = "last",
      description =
          "The newest checkpoint, the one of the best evaluation, or the one of a step; default:"
              + " ${DEFAULT-VALUE}.")
  private String checkpoint = "last";

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many episodes to play; default: ${DEFAULT-VALUE}.")
  private int episodes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the episodes; default: the one that the command eval has.")
  private @Nullable Long seed;

  @Option(
      names = "--sample",
      description =
          "Draw actions from the agent's distribution, and do not take those that it holds for"
              + " best.")
  private boolean sample;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The film: play.gif, play.png (an animated one), play.mp4 (with ffmpeg), or frames/ for a"
              + " folder of pictures; default: a window.")
  private @Nullable String out;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  WatchCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    if (episodes < 1) {
      throw new IllegalArgumentException(
          "'--episodes' must be 1 or larger, but is " + episodes + ".");
    }
    if (seed != null && seed < 0) {
      throw new IllegalArgumentException("'--seed' must be 0 or larger, but is " + seed + ".");
    }
    RunFolder folder = RunFolder.open(run);
    RunConfig settings = RunData.of(folder).resolvedConfig(catalog, List.of());
    ChosenCheckpoint chosen = chosen(folder);
    Checkpoints.require(chosen);
    Target film = out == null ? null : new Target(FilmFormat.of(out), Path.of(out));
    if (film != null) {
      film.format().requireWritable(film.file());
    }
    try (Trainer trainer = new Trainer(catalog, settings, folder, this::notice)) {
      Checkpoints.Taken taken = Checkpoints.loadAgent(trainer, chosen, this::notice);
      long playSeed = seed != null ? seed : new RandomStreams(settings.seed()).seed("eval command");
      try (Playback playback = trainer.playback(playSeed)) {
        Caption caption =
            new Caption(playback.actions(), Caption.origin(settings, taken.step(), sample));
        if (film == null) {
          try (Film window = new WindowFilm("%s - rein4j".formatted(settings.name()))) {
            if (play(playback, caption, window, 1)) {
              window.finish();
            }
          }
        } else {
          write(playback, caption, film);
        }
      }
    }
    return 0;
  }

  private ChosenCheckpoint chosen(RunFolder folder) {
    if (checkpoint.matches("[0-9]{1,18}")) {
      return new ChosenCheckpoint(folder, ChosenCheckpoint.Which.LAST, Long.parseLong(checkpoint));
    }
    return switch (checkpoint) {
      case "last" -> new ChosenCheckpoint(folder, ChosenCheckpoint.Which.LAST);
      case "best" -> new ChosenCheckpoint(folder, ChosenCheckpoint.Which.BEST);
      default ->
          throw new IllegalArgumentException(
              "'--checkpoint' is last, best or the step of a checkpoint, but is '%s'."
                  .formatted(checkpoint));
    };
  }

  private void write(Playback playback, Caption caption, Target target) throws IOException {
    Path file = target.file();
    int stride = target.format().stride(playback.framesPerSecond());
    try (Film film = target.format().begin(file, playback.framesPerSecond() / stride)) {
      play(playback, caption, film, stride);
      film.finish();
    }
    PrintWriter terminal = Terminal.out(spec);
    terminal.println(
        Files.isDirectory(file)
            ? "Pictures: " + file
            : "Film: %s (%s kB)".formatted(file, Numbers.grouped((Files.size(file) + 999) / 1000)));
  }

  /** Plays the episodes, and returns whether somebody has looked to the end. */
  private boolean play(Playback playback, Caption caption, Film film, int stride)
      throws IOException {
    double seconds = stride / playback.framesPerSecond();
    boolean[] goOn = {true};
    long[] steps = {0};
    for (int episode = 0; episode < episodes; episode++) {
      double reached =
          playback.play(
              episode,
              sample,
              moment -> {
                steps[0] = moment.step();
                if (moment.isLast() || moment.step() % stride == 0) {
                  goOn[0] =
                      film.add(caption.picture(moment), moment.isLast() ? LAST_SECONDS : seconds);
                }
                return goOn[0];
              });
      if (!goOn[0]) {
        return false;
      }
      Terminal.out(spec)
          .println(
              "episode %s: return %s in %s"
                  .formatted(
                      episode + 1,
                      Numbers.measured(reached, 1),
                      Numbers.counted(steps[0], "step")));
    }
    return true;
  }

  private void notice(String sentence) {
    Terminal.notice(spec, sentence);
  }
}
