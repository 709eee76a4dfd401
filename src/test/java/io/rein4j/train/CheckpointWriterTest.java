package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointWriterTest {

  private final CheckpointWriter writer = new CheckpointWriter();

  @Test
  void write_whileTheOneBeforeIsWritten_waitsForIt() throws IOException {
    CountDownLatch released = new CountDownLatch(1);
    List<String> written = new CopyOnWriteArrayList<>();
    writer.write(
        () -> {
          await(released);
          sleep();
          written.add("first");
        });
    assertThat(written).isEmpty();
    released.countDown();
    writer.write(() -> written.add("second"));
    assertThat(written).startsWith("first");
    writer.await();
    assertThat(written).containsExactly("first", "second");
  }

  @Test
  void failure_isToldByTheNextCallAndOnlyOnce() throws IOException {
    writer.write(
        () -> {
          throw new IOException("disk full");
        });
    List<String> written = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> writer.write(() -> written.add("next"))).hasMessage("disk full");
    writer.write(() -> written.add("after it"));
    writer.close();
    assertThat(written).containsExactly("after it");
  }

  @Test
  void failureOfAnyKind_isToldAsItIs() throws IOException {
    writer.write(
        () -> {
          throw new OutOfMemoryError("no room");
        });
    assertThatThrownBy(writer::await).isInstanceOf(OutOfMemoryError.class).hasMessage("no room");
  }

  @Test
  void await_ofAnInterruptedThread_waitsAndStaysInterrupted() throws IOException {
    List<String> written = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    writer.write(
        () -> {
          begun.countDown();
          sleep();
          written.add("whole");
        });
    await(begun);
    Thread.currentThread().interrupt();
    writer.await();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written).containsExactly("whole");
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
