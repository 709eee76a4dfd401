package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.Pcg64;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames out of bytes that a process printed, whatever it printed. */
class FrameReaderTest {

  private static final int MOST = 64;

  private static FrameReader reader(Bytes bytes) {
    return new FrameReader(new ByteArrayInputStream(bytes.all()));
  }

  private static String text(ByteBuffer answer) {
    return StandardCharsets.UTF_8.decode(answer.duplicate()).toString();
  }

  @Test
  void first_afterAMark_isWhatFollowsIt() throws IOException {
    FrameReader reader = reader(Bytes.none().mark().json("{}").frame((byte) 0, (byte) 7));
    assertThat(text(reader.first())).isEqualTo("\0{}");
    assertThat(reader.before()).isEmpty();
    assertThat(text(reader.next(MOST))).isEqualTo("\0\7");
  }

  @Test
  void first_withoutAMark_isThatOfAnOlderServer() throws IOException {
    FrameReader reader = reader(Bytes.none().json(Bytes.OLD_HELLO).frame((byte) 0));
    assertThat(text(reader.first())).isEqualTo("\0" + Bytes.OLD_HELLO);
    assertThat(reader.before()).isEmpty();
    assertThat(reader.next(MOST).remaining()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void first_afterAnythingPrinted_isFoundAndTheRestTold(boolean marked) throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      Pcg64 random = new Pcg64(seed);
      StringBuilder printed = new StringBuilder();
      for (int i = random.nextInt(200); i > 0; i--) {
        printed.append((char) (random.nextInt(4) == 0 ? 10 : 32 + random.nextInt(95)));
      }
      Bytes bytes = Bytes.none().text(printed.toString());
      FrameReader reader = reader((marked ? bytes.mark() : bytes).json(Bytes.OLD_HELLO));
      assertThat(text(reader.first())).as("seed %s", seed).isEqualTo("\0" + Bytes.OLD_HELLO);
      assertThat(reader.before()).as("seed %s", seed).isEqualTo(printed.toString());
    }
  }

  @Test
  void first_neverComing_keepsWhatWasPrinted() {
    FrameReader reader = reader(Bytes.none().text("activating\n"));
    assertThatThrownBy(reader::first).isInstanceOf(EOFException.class);
    assertThat(reader.before()).isEqualTo("activating\n");
  }

  @Test
  void first_moreAndMorePrinted_isGivenUp() {
    FrameReader reader = reader(Bytes.none().text("y\n".repeat(100_000)));
    assertThatThrownBy(reader::first)
        .isInstanceOf(ProtocolException.class)
        .hasMessage("did not stop");
    assertThat(reader.before()).startsWith("y\ny\n").hasSizeLessThan(70_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, MOST + 1, 1_633_907_809L, 0xFFFF_FFFFL})
  void next_lengthThatNoAnswerHas_isRefusedBeforeAnythingIsAwaited(long length) {
    FrameReader reader = reader(Bytes.none().u32(length).raw((byte) 0));
    assertThatThrownBy(() -> reader.next(MOST))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("announced an answer of %s bytes, where there are from 1 to 64", length);
  }

  @Test
  void next_errorLongerThanAnAnswer_isRead() throws IOException {
    String error = "{\"message\":\"%s\"}".formatted("x".repeat(200_000));
    assertThat(text(reader(Bytes.none().error(error)).next(MOST))).isEqualTo("\1" + error);
  }

  @Test
  void next_lengthWithoutBytes_allocatesNoMoreThanHasCome() {
    FrameReader reader =
        reader(Bytes.none().u32(GymJson.LARGEST).raw((byte) 1).raw(new byte[100_000]));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> reader.next(GymJson.LARGEST)).isInstanceOf(EOFException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(GymJson.LARGEST / 4);
  }
}
