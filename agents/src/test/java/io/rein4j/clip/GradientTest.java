package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GradientTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("actor/w", 2).add("critic/w", 2).add("actor/b", 1).build();
  private static final int[] ALL = {0, 1, 2};
  private static final int[] ACTOR = {0, 2};
  private static final int[] CRITIC = {1};

  private final GradientNorms norms = new GradientNorms(LAYOUT);
  private final float[] values = {3, 0, 0, 12, 4};

  private Gradient open(int... view) {
    assertThat(norms.open(values, new float[5], 0.25)).isTrue();
    norms.openRule(new GlobalNorm(1));
    return new Gradient(norms, view);
  }

  @Test
  void view_seesAndChangesOnlyItsBlocks() {
    Gradient actor = open(ACTOR);
    assertThat(actor.blocks())
        .extracting(ParameterLayout.Block::name)
        .containsExactly("actor/w", "actor/b");
    assertThat(actor.norm()).isEqualTo(5);
    assertThat(actor.norm(1)).isEqualTo(7);
    assertThat(actor.norm(Double.POSITIVE_INFINITY)).isEqualTo(4);
    assertThat(actor.progress()).isEqualTo(0.25);
    actor.scale(0.5);
    assertThat(values).containsExactly(1.5f, 0, 0, 12, 2);
    assertThat(actor.norm()).isEqualTo(2.5);
    assertThat(new Gradient(norms, ALL).norm()).isEqualTo(Math.sqrt(2.5 * 2.5 + 144));
  }

  @Test
  void powers_ofManyP_keepsOnlyThoseInUse() {
    PowerSum inUse = norms.powers(3);
    PowerSum unused = norms.powers(5);
    for (int i = 0; i < 100; i++) {
      assertThat(norms.powers(6 + i).p()).isEqualTo(6 + i);
      assertThat(norms.powers(3)).isSameAs(inUse);
    }
    assertThat(norms.powers(5)).isNotSameAs(unused);
    assertThat(norms.powers(5).p()).isEqualTo(5);
  }

  @Test
  void report_afterScalingOneGroup_hasTheCosine() {
    open(ACTOR).scale(0.5);
    norms.close();
    UpdateReport.Scope whole = new UpdateReport.Scope(5);
    UpdateReport.Scope actor = new UpdateReport.Scope(3);
    UpdateReport.Scope critic = new UpdateReport.Scope(2);
    norms.report(ALL, whole);
    norms.report(ACTOR, actor);
    norms.report(CRITIC, critic);
    assertThat(whole.cosine())
        .isCloseTo((144 + 12.5) / (13 * Math.sqrt(144 + 6.25)), Offset.offset(1e-9));
    assertThat(whole.clippedElements()).isEqualTo(2);
    assertThat(actor.cosine()).isEqualTo(1);
    assertThat(actor.coefficient()).isEqualTo(0.5);
    assertThat(critic.clipped()).isFalse();
    assertThat(critic.cosine()).isEqualTo(1);
  }

  @Test
  void edit_afterScaling_keepsTheBooks() {
    Gradient gradient = open(ALL);
    gradient.scale(0.5);
    gradient.edit()[1] = 7;
    assertThat(gradient.norm()).isCloseTo(Math.sqrt(2.25 + 49 + 36 + 4), Offset.offset(1e-12));
    gradient.scale(2);
    norms.close();
    UpdateReport.Scope whole = new UpdateReport.Scope(5);
    norms.report(ALL, whole);
    assertThat(values).containsExactly(3, 14, 0, 12, 4);
    assertThat(whole.normPre()).isEqualTo(13);
    assertThat(whole.normPost()).isCloseTo(Math.sqrt(169 + 196), Offset.offset(1e-6));
    assertThat(whole.cosine()).isCloseTo(13 / Math.sqrt(169 + 196), Offset.offset(1e-9));
  }

  @Test
  void edit_toZero_hasNoDirection() {
    Gradient gradient = open(ALL);
    Arrays.fill(gradient.edit(), 0);
    norms.close();
    UpdateReport.Scope whole = new UpdateReport.Scope(5);
    norms.report(ALL, whole);
    assertThat(whole.cosine()).isNaN();
    assertThat(whole.coefficient()).isZero();
    assertThat(whole.clippedElements()).isEqualTo(3);
  }

  @Test
  void edit_thatWritesTheSame_isNotClipping() {
    open(ALL).edit();
    norms.close();
    UpdateReport.Scope whole = new UpdateReport.Scope(5);
    norms.report(ALL, whole);
    assertThat(whole.clipped()).isFalse();
    assertThat(whole.cosine()).isEqualTo(1);
    assertThat(whole.normPost()).isEqualTo(13);
  }

  @Test
  void scale_byOne_isNoChange() {
    Gradient gradient = open(ALL);
    gradient.scale(1);
    assertThat(norms.ruleBound).isFalse();
    gradient.scale(0.999);
    assertThat(norms.ruleBound).isTrue();
  }

  @Test
  void scale_up_canLengthenEvenTheSmallest() {
    values[0] = Float.MIN_VALUE;
    values[3] = 0;
    values[4] = 0;
    Gradient gradient = open(ALL);
    gradient.scale(1 / gradient.norm());
    assertThat(values).containsExactly(1, 0, 0, 0, 0);
  }

  @Test
  void scale_byWhatWouldSpoilIt_isRefused() {
    Gradient gradient = open(ALL);
    for (double factor : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> gradient.scale(factor))
          .withMessage(
              "A gradient can be scaled by a finite factor ≥ 0, but not by " + factor + ".");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradient.scale(1e38))
        .withMessage("A gradient of norm 13.0 scaled by 1.0E38 would overflow.");
    assertThat(values).containsExactly(3, 0, 0, 12, 4);
  }

  @Test
  void scale_byZero_leavesNothing() {
    open(ALL).scale(0);
    assertThat(values).containsOnly(0);
  }

  @Test
  void norm_ofAnyP_neitherOverflowsNorVanishes() {
    for (float unit : new float[] {1e-40f, 1e38f}) {
      for (int i = 0; i < 5; i++) {
        values[i] = unit;
      }
      Gradient gradient = open(ALL);
      for (double p : new double[] {0.5, 1, 2, 3, 50}) {
        double expected = unit * Math.pow(5, 1 / p);
        assertThat(gradient.norm(p))
            .as("p %s", p)
            .isCloseTo(expected, Offset.offset(expected * 3e-7));
      }
    }
  }

  @Test
  void scale_upToTheLargestFloat_isDone() {
    Arrays.fill(values, 0);
    values[3] = Float.MAX_VALUE / 2;
    open(ALL).scale(2);
    assertThat(values).containsExactly(0, 0, 0, Float.MAX_VALUE, 0);
  }

  @Test
  void cosine_ofAGradientScaledAsAWhole_isExactlyOne() {
    for (double[] lengths :
        new double[][] {{1, 0.5}, {0x1p20, Float.MIN_NORMAL}, {0x1p-30, Float.MAX_VALUE}}) {
      Arrays.fill(values, 0);
      values[0] = (float) lengths[0];
      values[1] = (float) lengths[0];
      open(ALL).scale(lengths[1]);
      norms.close();
      UpdateReport.Scope whole = new UpdateReport.Scope(5);
      norms.report(ALL, whole);
      assertThat(whole.cosine()).as("%s times %s", lengths[0], lengths[1]).isEqualTo(1);
    }
  }

  @Test
  void limit_toZero_isRefused() {
    Gradient gradient = open(ALL);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gradient.limit(13, 0))
        .withMessage("A gradient can be limited to a norm > 0, but not to 0.0.");
  }

  @Test
  void exceeds_byThePrecisionOfNorms_isNotMore() {
    assertThat(Gradient.exceeds(1 + 7e-7, 1)).isFalse();
    assertThat(Gradient.exceeds(Math.nextUp(1 + 7e-7), 1)).isTrue();
  }

  @Test
  void towardsZeroIfSubnormal_ofFloats_isThemselves() {
    for (float exact : new float[] {0, -0f, Float.MIN_VALUE, -1e-40f, Float.MIN_NORMAL, 0.1f}) {
      assertThat(GradientNorms.towardsZeroIfSubnormal(exact)).isEqualTo(exact);
    }
  }

  @Test
  void towardsZeroIfSubnormal_betweenFloats_isTheNearestOrTheSmaller() {
    assertThat(GradientNorms.towardsZeroIfSubnormal(2.9 * Float.MIN_VALUE))
        .isEqualTo(2 * Float.MIN_VALUE);
    assertThat(GradientNorms.towardsZeroIfSubnormal(-2.9 * Float.MIN_VALUE))
        .isEqualTo(-2 * Float.MIN_VALUE);
    assertThat(GradientNorms.towardsZeroIfSubnormal(0.1)).isEqualTo(0.1f).isGreaterThan(0.0999f);
  }
}
