package io.rein4j.watch;

import io.rein4j.files.AtomicFile;
import io.rein4j.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of files that a film can be written as. */
public enum FilmFormat {
  /** An animated GIF. */
  GIF(25),
  /** An animated PNG. */
  APNG(50),
  /** A video, which needs the program ffmpeg. */
  MP4(60),
  /** A folder with a PNG for each picture. */
  FRAMES(Double.POSITIVE_INFINITY);

  private static final String KNOWN =
      "it ends with .gif, .png (an animated one), .mp4 or, for a folder of pictures, with /";

  private final double picturesPerSecond;

  FilmFormat(double picturesPerSecond) {
    this.picturesPerSecond = picturesPerSecond;
  }

  /**
   * {@return the format that a name asks for by its ending}
   *
   * @param out the name, of a folder if it ends with a slash or there is one
   * @throws IllegalArgumentException if there is none of that ending, by a sentence that names
   *     those that there are
   */
  public static FilmFormat of(String out) {
    if (out.endsWith("/") || out.endsWith("\\") || Files.isDirectory(Path.of(out))) {
      return FRAMES;
    }
    String name = out.toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1);
    return switch (ending) {
      case "gif" -> GIF;
      case "png", "apng" -> APNG;
      case "mp4" -> MP4;
      default ->
          throw new IllegalArgumentException(
              "'--out' says by its ending what is written: %s, but is '%s'.".formatted(KNOWN, out));
    };
  }

  /**
   * {@return of how many steps one is shown, so that a second does not have more pictures than the
   * format is made for}
   *
   * @param stepsPerSecond steps in a second of the environment's own time
   */
  public int stride(double stepsPerSecond) {
    return (int) Math.max(1, Math.ceil(stepsPerSecond / picturesPerSecond - 1e-9));
  }

  /**
   * Makes sure that a film can be written.
   *
   * @param out where to
   * @throws IllegalArgumentException if it cannot, by a sentence that says why
   */
  public void requireWritable(Path out) {
    if (this == FRAMES) {
      FrameFilm.requireEmpty(out);
      return;
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("There is no folder '%s' for the film.".formatted(folder));
    }
    if (folder != null && !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "Cannot write the film into '%s': Permission denied.".formatted(folder));
    }
    if (this == MP4) {
      Mp4Film.requireProgram();
    }
  }

  /**
   * Begins a film.
   *
   * @param out the file, which is there once the film is finished, or the folder
   * @param picturesPerSecond of a video, how many pictures a second has
   * @return the film
   * @throws IllegalArgumentException if a folder cannot be made
   * @throws IOException if it cannot be written
   */
  public Film begin(Path out, double picturesPerSecond) throws IOException {
    if (this == FRAMES) {
      Folders.make(out);
      return new FrameFilm(out);
    }
    if (this == MP4) {
      return new Mp4Film(out, picturesPerSecond);
    }
    AtomicFile file = new AtomicFile(out);
    try {
      return new FileFilm(
          file, this == GIF ? new GifFilm(file.stream()) : new ApngFilm(file.stream()));
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }
}
