package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process at a time can hold, made when it is first held; the lock falls with the
 * process, however it ends.
 *
 * @param path where it is
 */
@Incubating
public record LockFile(Path path) {

  /** How a lock is asked for. */
  private interface Request {
    @Nullable FileLock lock(FileChannel channel) throws IOException;
  }

  /**
   * Does something while this process holds the file, unless it is held already.
   *
   * @param task what to do
   * @return false if another process or this one holds the file, and nothing was done
   * @throws IllegalArgumentException if something stands in the file's way
   * @throws IOException if there is no space for it, or the task fails
   */
  public boolean holdIfFree(IoTask task) throws IOException {
    return hold(FileChannel::tryLock, task);
  }

  /**
   * Does something while this process holds the file, as soon as no other process does.
   *
   * @param task what to do
   * @throws IllegalArgumentException if something stands in the file's way, or this very process
   *     holds the file already
   * @throws IOException if there is no space for it, or the task fails
   */
  public void holdOnceFree(IoTask task) throws IOException {
    if (!hold(FileChannel::lock, task)) {
      throw new IllegalArgumentException(
          "This very process holds '%s' already; nothing was done.".formatted(path));
    }
  }

  /**
   * Does something while this process holds the file, together with any others that do, unless one
   * holds it for itself.
   *
   * @param task what to do
   * @return false if a process holds the file for itself, or this very process holds it already,
   *     and nothing was done
   * @throws IllegalArgumentException if something stands in the file's way
   * @throws IOException if there is no space for it, or the task fails
   */
  public boolean holdTogetherIfFree(IoTask task) throws IOException {
    return hold(channel -> channel.tryLock(0, Long.MAX_VALUE, true), task);
  }

  private FileChannel open() throws IOException {
    try {
      // Only who can read can hold it together with others.
      return FileChannel.open(
          path,
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      throw Failures.obstacle("make the lock", path, e);
    }
  }

  private boolean hold(Request request, IoTask task) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new IllegalArgumentException(
          "'%s' must be a file of its own, which processes lock, but is a link to '%s'; nothing was done."
              .formatted(path, Files.readSymbolicLink(path)));
    }
    try (FileChannel channel = open()) {
      FileLock lock;
      try {
        lock = request.lock(channel);
      } catch (OverlappingFileLockException e) {
        // Held by this very process.
        return false;
      }
      if (lock == null) {
        return false;
      }
      task.run();
      return true;
    }
  }
}
