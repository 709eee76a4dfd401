package io.rein4j.env.gym;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Frames through the pipes of a Python process, which is started when it is needed and again after
 * it has died.
 *
 * <p>The process ends when its standard input does, so it does not outlive this program however
 * that ends.
 */
final class PipeChannel implements FrameChannel {

  private static final int LENGTH = Integer.BYTES;
  private static final int TOLD_LINES = 4;
  private static final long WATCH_MILLIS = 100;

  /** What Python may take to import what an environment needs, besides the time of an answer. */
  private static final Duration START = Duration.ofMinutes(1);

  private final String python;
  private final Path program;
  private final Duration timeout;

  private @Nullable Worker worker;
  private int generation;
  private final BriefWait briefWait = new BriefWait();
  private ByteBuffer request = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer answer = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);

  /** A running process, what it complained of last, and until when it has to answer. */
  private static final class Worker {
    private final Process process;
    private final OutputStream out;
    private final InputStream in;
    private final Deque<String> complaints = new ArrayDeque<>();
    private final Thread listener;
    private volatile long deadline;
    private volatile boolean late;

    Worker(Process process) {
      this.process = process;
      this.out = process.getOutputStream();
      this.in = process.getInputStream();
      this.deadline = Long.MAX_VALUE;
      this.listener = daemon(this::listen, "gym-stderr");
      daemon(this::watch, "gym-watch");
    }

    private static Thread daemon(Runnable work, String name) {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private void listen() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          synchronized (complaints) {
            complaints.add(line);
            if (complaints.size() > TOLD_LINES) {
              complaints.remove();
            }
          }
        }
      } catch (IOException e) {
        // The process is gone, and with it what it would have said.
      }
    }

    private void watch() {
      try {
        while (!process.waitFor(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
          if (System.nanoTime() > deadline) {
            late = true;
            process.destroyForcibly();
          }
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }

    /** Ends the process and says how it ended. */
    String end(Duration timeout) {
      try {
        if (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
        }
        listener.join(500);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      String ended =
          late
              ? "did not answer within %s s and was ended".formatted(HttpWire.seconds(timeout))
              : process.isAlive() ? "is being ended" : ended(process.exitValue());
      synchronized (complaints) {
        return complaints.isEmpty() || late
            ? ended
            : "%s, after saying: %s"
                .formatted(ended, String.join(" | ", complaints).replaceAll("[.]+$", ""));
      }
    }

    private static String ended(int exit) {
      return exit > 128
          ? "was ended by signal %s".formatted(exit - 128)
          : "ended with exit code %s".formatted(exit);
    }
  }

  PipeChannel(String python, Path program, Duration timeout) {
    this.python = python;
    this.program = program;
    this.timeout = timeout;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public void open() throws IOException {
    if (worker != null) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(python, program.toString(), "bridge");
    builder.environment().put("PYTHONUTF8", "1");
    try {
      worker = new Worker(builder.start());
    } catch (IOException e) {
      throw new GymException(
          "The Python '%s' cannot be started: %s.".formatted(python, e.getMessage()), e);
    }
    generation++;
    begin(1).put((byte) HELLO);
    try {
      send();
      receive();
    } catch (LostException e) {
      // What cannot even greet will not do so at the next attempt.
      throw new GymException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns the number of the process, or -1 if there is none. */
  long pid() {
    Worker current = worker;
    return current == null ? -1 : current.process.pid();
  }

  @Override
  public ByteBuffer begin(int size) {
    if (request.capacity() < LENGTH + size) {
      request = ByteBuffer.allocate(LENGTH + size).order(ByteOrder.LITTLE_ENDIAN);
    }
    return request.clear().putInt(size).limit(LENGTH + size);
  }

  @Override
  public void send() throws IOException {
    Worker current = worker;
    if (current == null) {
      throw new LostException("The Python process is gone.");
    }
    byte message = request.get(LENGTH);
    Duration time = message == HELLO || message == MAKE ? START.plus(timeout) : timeout;
    current.deadline = System.nanoTime() + time.toNanos();
    try {
      current.out.write(request.array(), 0, request.limit());
      current.out.flush();
    } catch (IOException e) {
      throw lost(current, e);
    }
  }

  @Override
  public ByteBuffer receive() throws IOException {
    Worker current = worker;
    if (current == null) {
      throw new LostException("The Python process is gone.");
    }
    try {
      answer.clear();
      briefWait.await(current.in);
      fill(current, LENGTH);
      int size = answer.getInt(0);
      if (size < 1) {
        throw new IOException("The process does not speak the protocol.");
      }
      if (answer.capacity() < size) {
        answer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      }
      fill(current, size);
      answer.clear().limit(size);
    } catch (IOException e) {
      throw lost(current, e);
    }
    current.deadline = Long.MAX_VALUE;
    return FrameAnswers.accept(answer);
  }

  private void fill(Worker from, int count) throws IOException {
    if (from.in.readNBytes(answer.array(), 0, count) < count) {
      throw new EOFException("the process closed its end");
    }
  }

  private LostException lost(Worker current, IOException cause) {
    worker = null;
    String end = current.end(timeout);
    return new LostException(
        "The Python process %s (%s) %s.".formatted(current.process.pid(), python, end), cause);
  }

  @Override
  public void close() {
    Worker current = worker;
    worker = null;
    if (current != null) {
      try {
        current.out.close();
        if (!current.process.waitFor(2, TimeUnit.SECONDS)) {
          current.process.destroyForcibly();
        }
      } catch (IOException e) {
        current.process.destroyForcibly();
      } catch (InterruptedException e) {
        current.process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
