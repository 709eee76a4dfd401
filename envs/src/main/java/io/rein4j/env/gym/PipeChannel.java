package io.rein4j.env.gym;

import io.rein4j.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
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

  private final String python;
  private final Path program;
  private final Duration timeout;
  private final Duration start;
  private final Consumer<String> notices;
  private final Consumer<String> printed;

  private @Nullable BridgeProcess process;
  private @Nullable FrameReader reader;
  private @Nullable Greeting greeting;
  private String name;
  private int generation;
  private int largestAnswer;
  private final SpinWait spinWait = new SpinWait();
  private ByteBuffer request = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * Makes a channel; the process is started later.
   *
   * @param program what Python runs
   * @param timeout what an answer may take
   * @param start what Python may take besides until it listens, and to make an environment
   * @param notices hears a sentence of what the process printed before it listened
   * @param printed hears each line that it prints or complains of from then on, in another thread
   */
  PipeChannel(
      String python,
      Path program,
      Duration timeout,
      Duration start,
      Consumer<String> notices,
      Consumer<String> printed) {
    this.python = python;
    this.program = program;
    this.timeout = timeout;
    this.start = start;
    this.notices = notices;
    this.printed = printed;
    this.name = "The Python process (%s)".formatted(python);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Greeting greeting() {
    Greeting said = greeting;
    if (said == null) {
      throw new IllegalStateException("The channel has not been opened.");
    }
    return said;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public boolean hasGivenUp() {
    // A process that does not answer is ended, and its generation with it.
    return false;
  }

  @Override
  public void open() throws IOException {
    if (process != null) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(python, program.toString(), "bridge");
    builder.environment().put("PYTHONUTF8", "1");
    BridgeProcess started = new BridgeProcess(Interpreter.start(builder), printed);
    FrameReader answers = new FrameReader(started.in());
    process = started;
    name = "The Python process %s (%s)".formatted(started.pid(), python);
    reader = answers;
    greeting = null;
    generation++;
    try {
      greeting = greet(started, answers);
    } catch (GymException e) {
      // What cannot even greet will not do so at the next attempt.
      close();
      throw new GymException(String.valueOf(e.getMessage()), e);
    }
    started.greeted();
    if (!answers.before().isBlank()) {
      notices.accept(
          "%s printed '%s' on standard output before it was asked; that is skipped."
              .formatted(name(), Printable.quoted(answers.before())));
    }
  }

  private Greeting greet(BridgeProcess started, FrameReader answers) throws IOException {
    // Who says which version it speaks gets a mark before the greeting.
    begin(1 + Integer.BYTES).put((byte) HELLO).putInt(Greeting.PROTOCOL);
    started.await(start.plus(timeout));
    try {
      write(started);
    } catch (IOException e) {
      // It has ended already; what it has printed follows, and may say why.
    }
    ByteBuffer answer;
    try {
      answer = answers.first();
    } catch (IOException e) {
      throw lost(started, e);
    }
    started.answered();
    return Greeting.read(
        FrameAnswers.json(FrameAnswers.accept(answer, name()), name()), "The Python " + python);
  }

  /** Returns the number of the process, or -1 if there is none. */
  long pid() {
    BridgeProcess current = process;
    return current == null ? -1 : current.pid();
  }

  @Override
  public ByteBuffer begin(int size) {
    if (request.capacity() < LENGTH + size) {
      request = ByteBuffer.allocate(LENGTH + size).order(ByteOrder.LITTLE_ENDIAN);
    }
    return request.clear().putInt(size).limit(LENGTH + size);
  }

  @Override
  public void send(int most) throws IOException {
    BridgeProcess current = process;
    if (current == null) {
      throw gone();
    }
    byte message = request.get(LENGTH);
    largestAnswer = most;
    current.await(message == MAKE ? start.plus(timeout) : timeout);
    try {
      write(current);
    } catch (IOException e) {
      throw lost(current, e);
    }
  }

  private void write(BridgeProcess to) throws IOException {
    to.out().write(request.array(), 0, request.limit());
    to.out().flush();
  }

  @Override
  public ByteBuffer receive() throws IOException {
    BridgeProcess current = process;
    FrameReader answers = reader;
    if (current == null || answers == null) {
      throw gone();
    }
    ByteBuffer answer;
    try {
      spinWait.await(current.in());
      answer = answers.next(largestAnswer);
    } catch (IOException e) {
      throw lost(current, e);
    }
    current.answered();
    return FrameAnswers.accept(answer, name());
  }

  private LostException gone() {
    return new LostException(name() + " is gone.");
  }

  private LostException lost(BridgeProcess current, IOException cause) {
    String before = greeting == null && reader != null ? reader.before() : "";
    process = null;
    String printed =
        before.isBlank()
            ? ""
            : " printed '%s' on standard output before it was asked, and"
                .formatted(Printable.of(before, 300));
    return new LostException("%s%s %s.".formatted(name, printed, current.end(cause)), cause);
  }

  @Override
  public void close() {
    BridgeProcess current = process;
    process = null;
    if (current != null) {
      current.close();
    }
  }
}
