package io.rein4j.study.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of what is said while a worker trains a run: what its environments print, and what is
 * coped with. A line each, from all attempts; past a size nothing is added.
 */
final class NoticesFile {

  private static final long MOST_BYTES = 10 << 20;

  private final Path file;
  private final long mostBytes;
  private long bytes;

  NoticesFile(Path file) throws IOException {
    this(file, MOST_BYTES);
  }

  NoticesFile(Path file, long mostBytes) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    this.bytes = Files.exists(file) ? Files.size(file) : 0;
  }

  /** Adds a line, from any thread. */
  synchronized void add(String notice) {
    if (bytes >= mostBytes) {
      return;
    }
    byte[] line = (notice + "\n").getBytes(StandardCharsets.UTF_8);
    bytes += line.length;
    try {
      Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (bytes >= mostBytes) {
        Files.writeString(
            file, "This file is full; what follows is not kept.\n", StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      // A run does not fail for want of what was said beside it.
    }
  }
}
