package io.rein4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.dqn.CategoricalDistribution;
import io.rein4j.agent.dqn.DuelingSettings;
import io.rein4j.agent.pg.ActionBounds;
import io.rein4j.agent.pg.GaussianSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.FrameStack;
import io.rein4j.env.wrap.ObservationMask;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

  private static final int CHECKSUM = 4;
  private static final int HEADER = 20;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("small.policy");
  }

  private static byte[] bytes(
      AgentSettings settings,
      Space observations,
      Space seen,
      Space actions,
      ObservationStep... steps)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Policy.of(
            Policies.agent(settings, seen, actions, 1).policyLayers().orElseThrow(),
            observations,
            List.of(steps),
            actions,
            Map.of("run", "small"))
        .write(bytes);
    return bytes.toByteArray();
  }

  /** Returns a file with a bit of everything that continuous actions can have. */
  private static byte[] small() throws IOException {
    return bytes(
        Policies.ppo().toBuilder()
            .network(MlpSettings.builder(3).lstm(new LstmSettings(2, 4)).layerNorm(true).build())
            .gaussian(new GaussianSettings(0, ActionBounds.TANH, true, null))
            .build(),
        Box.of(-1, 1, 3),
        Box.of(-1, 1, 2, 2),
        Box.of(-2, 5, 1),
        new ObservationMask(null, List.of(1)),
        new ObservationScaling(List.of(0.5, 1.0), List.of(2.0, 3.0), 10),
        new FrameStack(2, FrameStack.Padding.RESET));
  }

  /** Returns a file with integers and several streams of layers. */
  private static byte[] streams() throws IOException {
    Space integers = new MultiDiscrete(2, 2);
    return bytes(
        Policies.dqn().toBuilder()
            .network(MlpSettings.builder(3).build())
            .dueling(DuelingSettings.of(2))
            .distribution(new CategoricalDistribution(3, -5, 50))
            .build(),
        integers,
        integers,
        new Discrete(2, 1));
  }

  private String refusal(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Throwable thrown = catchThrowable(() -> Policy.load(file));
    assertThat(thrown).isExactlyInstanceOf(IOException.class);
    assertThat(thrown).hasMessageContaining("'" + file + "'").hasMessageEndingWith(".");
    return String.valueOf(thrown.getMessage());
  }

  private static byte[] withChecksum(byte[] bytes) {
    byte[] whole = bytes.clone();
    int end = whole.length - CHECKSUM;
    CRC32C checksum = new CRC32C();
    checksum.update(whole, 0, end);
    ByteBuffer.wrap(whole).putInt(end, (int) checksum.getValue());
    return whole;
  }

  @Test
  void load_wholeFile_isThePolicy() throws IOException {
    Files.write(file, small());
    Policy policy = Policy.load(file);
    assertThat(policy)
        .hasToString(
            "The policy '%s': from Box(-1.0, 1.0, (3,), float32) to Box(-2.0, 5.0, (1,), float32)"
                .formatted(file));
    Files.write(file, streams());
    assertThat(Policy.load(file).actionSpace()).isEqualTo(new Discrete(2, 1));
  }

  @Test
  void load_anyByteAltered_isRefusedByASentence() throws IOException {
    byte[] whole = small();
    for (int i = 0; i < whole.length; i++) {
      for (int bits : new int[] {1, 0x80, 0xff}) {
        byte[] altered = whole.clone();
        altered[i] ^= (byte) bits;
        String message = refusal(altered);
        if (i < 8) {
          assertThat(message).contains("is no policy file of Rein4J");
        } else if (i < 12) {
          assertThat(message).contains("this Rein4J reads version 1").contains("export its run");
        } else if (i >= HEADER) {
          assertThat(message).contains("not as it was written").contains("copy it again");
        }
      }
    }
  }

  @Test
  void load_cutAnywhere_isRefusedByASentence() throws IOException {
    byte[] whole = small();
    for (int length = 1; length < whole.length; length++) {
      assertThat(refusal(Arrays.copyOf(whole, length))).contains("has been cut");
    }
    assertThat(refusal(new byte[0])).contains("is no policy file");
    assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).contains("not as it was written");
  }

  /** As nobody's accident does: the checksum fits, so that what is read must be looked at. */
  @Test
  void load_anyByteAlteredUnderAFittingChecksum_isAPolicyOrRefusedByASentence() throws Exception {
    for (byte[] whole : List.of(small(), streams())) {
      int loaded = 0;
      for (int i = HEADER; i < whole.length - CHECKSUM; i++) {
        for (int bits : new int[] {1, 0x40, 0x80, 0xff}) {
          byte[] altered = whole.clone();
          altered[i] ^= (byte) bits;
          Files.write(file, withChecksum(altered));
          try {
            Policy policy = Policy.load(file);
            policy.episode().act(new float[policy.observationSpace().size()]);
            loaded++;
          } catch (IOException e) {
            assertThat(e)
                .hasMessageStartingWith("The policy file '" + file + "' fits its checksum");
          } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("was given an observation whose element");
          }
        }
      }
      assertThat(loaded).as("parameters, for instance, may be others").isPositive();
    }
  }

  @Test
  void load_promiseOfABillionBytes_takesNoMemoryForIt() throws Exception {
    byte[] whole = small();
    ByteBuffer.wrap(whole).putLong(12, 2_000_000_000);
    assertThat(refusal(whole)).contains("has been cut");
    ByteBuffer.wrap(whole).putLong(12, -1);
    assertThat(refusal(whole)).contains("not as it was written");
  }

  @Test
  void load_otherFiles_areRefusedByASentence() throws IOException {
    assertThat(refusal("{\"a\": 1}, as JSON begins".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "'%s' is no policy file of Rein4J: 'rein4j export RUN --format policy' writes one."
                .formatted(file));
    Path missing = folder.resolve("missing.policy");
    assertThatThrownBy(() -> Policy.load(missing))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("There is no policy file '" + missing + "'.");
    assertThatThrownBy(() -> Policy.load(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read the policy file '" + folder + "'");
  }

  @Test
  void load_newerVersion_saysWhoReadsIt() throws Exception {
    byte[] newer = small();
    ByteBuffer.wrap(newer).putInt(8, 2);
    assertThat(refusal(withChecksum(newer)))
        .isEqualTo(
            "'%s' is a policy file of version 2, but this Rein4J reads version 1: export its run again with this Rein4J, or load it with the one that wrote it."
                .formatted(file));
  }
}
