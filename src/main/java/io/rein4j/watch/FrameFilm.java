package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import io.rein4j.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A film as a folder of PNG files, one for each picture. */
final class FrameFilm implements Film {

  private final Path folder;
  private int count;

  FrameFilm(Path folder) {
    this.folder = folder;
  }

  /** Refuses a folder whose pictures would mix with others. */
  static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "Cannot write pictures into '%s': it is %s."
              .formatted(folder, Files.isDirectory(folder) ? "not writable" : "no folder"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "The folder '%s' for the pictures is not empty: name a new one.".formatted(folder));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read the folder '%s'.".formatted(folder), e);
    }
  }

  @Override
  public boolean add(RgbImage picture, double seconds) throws IOException {
    Path file = folder.resolve(String.format(Locale.ROOT, "frame-%05d.png", count++));
    AtomicFiles.write(
        file, stream -> ImageIO.write(Changes.of(null, picture).cut(picture), "png", stream));
    return true;
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
