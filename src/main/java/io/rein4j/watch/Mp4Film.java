package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A film as a video, which the program ffmpeg makes of the pictures. */
final class Mp4Film implements Film {

  private static final String PROGRAM = "ffmpeg";
  private static final int MOST_SAID = 4000;

  private final Path out;
  private final Path unfinished;
  private final Path said;
  private final double picturesPerSecond;
  private @Nullable Process process;
  private @Nullable OutputStream pictures;
  private byte[] bytes = {};
  private double seconds;
  private long shown;

  Mp4Film(Path out, double picturesPerSecond) throws IOException {
    this.out = out;
    Path whole = out.toAbsolutePath();
    this.unfinished = whole.resolveSibling("." + whole.getFileName() + ".tmp.mp4");
    this.said = Files.createTempFile("rein4j-ffmpeg", ".log");
    this.picturesPerSecond = picturesPerSecond;
  }

  static void requireProgram() {
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()
          && (Files.isExecutable(Path.of(folder, PROGRAM))
              || Files.isExecutable(Path.of(folder, PROGRAM + ".exe")))) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "An MP4 needs the program ffmpeg, which is not on the PATH: install it (apt-get install"
            + " ffmpeg), or name a file that ends with .gif or .png.");
  }

  @Override
  public boolean add(RgbImage picture, double shownFor) throws IOException {
    OutputStream to = pictures;
    if (to == null) {
      to = start(picture);
    }
    int[] colors = picture.colors();
    for (int i = 0; i < colors.length; i++) {
      bytes[3 * i] = (byte) (colors[i] >> 16);
      bytes[3 * i + 1] = (byte) (colors[i] >> 8);
      bytes[3 * i + 2] = (byte) colors[i];
    }
    seconds += shownFor;
    long until = Math.max(shown + 1, Math.round(seconds * picturesPerSecond));
    try {
      for (; shown < until; shown++) {
        to.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return true;
  }

  private OutputStream start(RgbImage first) throws IOException {
    bytes = new byte[3 * first.width() * first.height()];
    List<String> command =
        List.of(
            PROGRAM,
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            first.width() + "x" + first.height(),
            "-r",
            String.format(Locale.ROOT, "%.3f", picturesPerSecond),
            "-i",
            "-",
            "-vf",
            "pad=ceil(iw/2)*2:ceil(ih/2)*2",
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            unfinished.toString());
    Process started =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    process = started;
    OutputStream to = new BufferedOutputStream(started.getOutputStream(), 1 << 16);
    pictures = to;
    return to;
  }

  private IOException failed(@Nullable IOException cause) throws IOException {
    String words = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
    String last = words.substring(Math.max(0, words.length() - MOST_SAID));
    return new IOException(
        "ffmpeg did not make '%s'%s".formatted(out, last.isEmpty() ? "." : ": " + last), cause);
  }

  @Override
  public void finish() throws IOException {
    OutputStream to = pictures;
    Process running = process;
    if (to == null || running == null) {
      return;
    }
    try {
      to.close();
    } catch (IOException e) {
      throw failed(e);
    }
    try {
      if (running.waitFor() != 0) {
        throw failed(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while ffmpeg made '%s'.".formatted(out), e);
    }
    Files.move(unfinished, out.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
    Files.deleteIfExists(unfinished);
    Files.deleteIfExists(said);
  }
}
