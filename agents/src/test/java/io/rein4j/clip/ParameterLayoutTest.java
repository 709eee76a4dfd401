package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder()
          .add("actor/dense0/weight", 4, 3)
          .add("actor/dense0/bias", 3)
          .add("critic/weight", 2)
          .add("temperature", 1)
          .addTo("actor", "log-std", 2)
          .build();

  @Test
  void blocks_lieOneBehindTheOther() {
    assertThat(LAYOUT.size()).isEqualTo(20);
    assertThat(LAYOUT.block("critic/weight"))
        .isEqualTo(
            new ParameterLayout.Block("critic/weight", List.of(2), 15, 2, "critic", "critic"));
    assertThat(LAYOUT.block("actor/dense0/weight").end()).isEqualTo(12);
  }

  @Test
  void names_sayLayerAndGroup() {
    assertThat(LAYOUT.block("actor/dense0/bias").layer()).isEqualTo("actor/dense0");
    assertThat(LAYOUT.block("actor/dense0/bias").group()).isEqualTo("actor");
    assertThat(LAYOUT.block("temperature").layer()).isEqualTo("temperature");
    assertThat(LAYOUT.block("temperature").group()).isEqualTo("default");
    assertThat(LAYOUT.block("log-std").group()).isEqualTo("actor");
    assertThat(LAYOUT.groups()).containsExactly("actor", "critic", "default");
  }

  @Test
  void part_ofNeighbours_keepsTheirPlacesInTheArray() {
    ParameterLayout part = LAYOUT.part(List.of("default", "critic"));

    assertThat(part.blocks())
        .containsExactly(LAYOUT.block("critic/weight"), LAYOUT.block("temperature"));
    assertThat(part.groups()).containsExactly("critic", "default");
    assertThat(part.offset()).isEqualTo(15);
    assertThat(part.size()).isEqualTo(3);
    assertThat(part.arrayLength()).isEqualTo(20);
    assertThat(LAYOUT.part(LAYOUT.groups()).blocks()).isEqualTo(LAYOUT.blocks());
  }

  @Test
  void part_thatIsNone_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYOUT.part(List.of("actor")))
        .withMessage(
            "The parameters of the groups actor must lie side by side, but others lie between"
                + " 'actor/dense0/bias' and 'log-std'.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYOUT.part(List.of("critic", "q")))
        .withMessage("There is no group 'q' of parameters; the groups are actor, critic, default.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYOUT.part(List.of()))
        .withMessage("A part of a layout needs at least one group.");
  }

  @Test
  void mistakes_areSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYOUT.block("actor/weight"))
        .withMessageStartingWith("There is no parameter 'actor/weight'; there are: [actor/dense0/");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterLayout.builder().add("w", 1).add("w", 2))
        .withMessage("There are two parameters named 'w'.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParameterLayout.builder().add("w", 3, 0))
        .withMessage("The shape of 'w' must have dimensions > 0, but is [3, 0].");
  }
}
