package io.rein4j.env.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.GymnasiumGoldens;
import io.rein4j.env.GymnasiumGoldens.Line;
import io.rein4j.env.GymnasiumGoldens.Section;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against Gymnasium's {@code SyncVectorEnv(autoreset_mode=SAME_STEP)}. */
class SyncVectorEnvGoldenTest {

  private static final double TOLERANCE = 1e-6;

  @Test
  void step_overEpisodeEnds_givesWhatGymnasiumsGives() throws IOException {
    int ends = 0;
    for (Section section :
        GymnasiumGoldens.sections(SyncVectorEnvGoldenTest.class, "vector.txt.gz", "vector")) {
      String id = section.head().word(1);
      int count = Integer.parseInt(section.head().word(2));
      long seed = Long.parseLong(section.head().word(3));
      SyncVectorEnv vector =
          SyncVectorEnv.of(count, i -> Envs.standard().make(id), EpisodeSeeds.first(seed));
      vector.reset();
      int size = vector.observationSpace().size();
      for (Line line : section.lines()) {
        String where = "line " + line.number();
        if (line.kind().equals("reset")) {
          checkFloats(where, vector.observations(), line.floats(0));
          continue;
        }
        vector.step(line.floats(0));
        checkFloats(where, vector.observations(), line.floats(1));
        assertThat(vector.rewards()).as(where).containsExactly(line.doubles(2), within(TOLERANCE));
        float[] ended = new float[count * size];
        int rows = 0;
        for (int i = 0; i < count; i++) {
          assertThat(vector.terminated()[i]).as(where).isEqualTo(line.flag(3, i));
          assertThat(vector.truncated()[i]).as(where).isEqualTo(line.flag(4, i));
          if (line.flag(3, i) || line.flag(4, i)) {
            System.arraycopy(vector.finalObservations(), i * size, ended, rows++ * size, size);
          }
        }
        if (rows > 0) {
          checkFloats(where, Arrays.copyOf(ended, rows * size), line.floats(5));
          ends += rows;
        }
      }
      vector.close();
    }
    assertThat(ends).isGreaterThan(15);
  }

  private static void checkFloats(String where, float[] found, float[] expected) {
    assertThat(found).as(where).containsExactly(expected, within((float) TOLERANCE));
  }
}
