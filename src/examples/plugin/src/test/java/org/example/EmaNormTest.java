package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.contract.ClippingRuleContract;
import org.junit.jupiter.api.Test;

class EmaNormTest extends ClippingRuleContract {

  /** The rule measures by the gradients that it has seen, so it is the same for all magnitudes. */
  @Override
  protected ClippingRule rule(double unit) {
    return new EmaNorm(1.5, 0.9);
  }

  @Override
  protected boolean hasKnownLimit() {
    return false; // it depends on earlier gradients
  }

  @Test
  void gradient_longerThanTheMultipleOfTheAverage_isShortenedToIt() {
    ClippingStage stage =
        new ClippingStage(
            ParameterLayout.builder().add("actor/dense0/weight", 2).build(),
            ClippingSettings.of(new EmaNorm(1.5, 0.9)));
    float[] first = {3, 4};
    float[] spike = {30, 40};
    float[] next = {60, 80};

    stage.process(first, 0);
    stage.process(spike, 0);
    stage.process(next, 0);

    assertThat(first).containsExactly(3, 4);
    assertThat(spike).containsExactly(4.5f, 6); // 1.5 times 5
    assertThat(next).containsExactly(4.725f, 6.3f); // 1.5 times 0.9 · 5 + 0.1 · 7.5
  }

  @Test
  void factorBelowOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmaNorm(0.5, 0.9))
        .withMessageContaining("factor");
  }
}
