package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of the file system, told as sentences. */
@Incubating
public final class Failures {

  /** What the system calls a full disk, ENOSPC. */
  private static final String NO_SPACE = "No space left on device";

  private Failures() {}

  /**
   * {@return an exception that reads "Cannot write x.csv: No space left on device."}
   *
   * @param intent what was to be done, such as {@code write}
   * @param path what it was to be done to
   * @param cause why it could not be done
   */
  public static IOException sentence(String intent, Path path, IOException cause) {
    return new IOException("Cannot %s %s: %s.".formatted(intent, path, reason(cause)), cause);
  }

  /**
   * Tells what stands in the way of something that is to be made. It is wrong input, but for a full
   * disk.
   *
   * @param intent what was to be done, such as {@code make the folder}
   * @param path what it was to be done to
   * @param cause why it could not be done
   * @return the failure, where the disk is full
   * @throws IllegalArgumentException in any other case
   */
  public static IOException obstacle(String intent, Path path, FileSystemException cause) {
    IOException failure = sentence(intent, path, cause);
    if (NO_SPACE.equals(cause.getReason())) {
      return failure;
    }
    throw new IllegalArgumentException(failure.getMessage(), cause);
  }

  private static String reason(IOException cause) {
    String reason = cause instanceof FileSystemException failure ? failure.getReason() : null;
    if (cause instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "No such file or directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "It exists already";
    }
    if (reason != null) {
      return trimmed(reason);
    }
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return trimmed(cause instanceof FileNotFoundException ? inParentheses(message) : message);
  }

  /** {@code java.io} says "path (reason)" where it cannot open a file. */
  private static String inParentheses(String message) {
    int start = message.lastIndexOf(" (");
    return start >= 0 && message.endsWith(")")
        ? message.substring(start + 2, message.length() - 1)
        : message;
  }

  private static String trimmed(String reason) {
    String text = reason.strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
