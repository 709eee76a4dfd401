package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorBoardTagsTest {

  @ParameterizedTest
  @CsvSource({
    "return_mean, rollout/ep_rew_mean",
    "length_mean, rollout/ep_len_mean",
    "exploration_rate, rollout/exploration_rate",
    "steps_per_second, time/fps",
    "loss, train/loss",
    "policy_loss, train/policy_gradient_loss",
    "value_loss, train/value_loss",
    "entropy, train/entropy_loss",
    "approx_kl, train/approx_kl",
    "ratio_clip_range, train/clip_range",
    "ratio_clip_fraction, train/ratio_clip_fraction",
    "explained_variance, train/explained_variance",
    "entropy_coefficient, train/ent_coef",
    "critic_loss, train/critic_loss",
    "learning_rate, train/learning_rate",
    "updates, train/n_updates",
    "evaluation_return_mean, eval/mean_reward",
    "evaluation_length_mean, eval/mean_ep_length",
    "q_mean, train/q_mean",
    "gradient/clipped_fraction, gradient/clipped_fraction"
  })
  void tag_ofAMetric_isAsDocumented(String metric, String tag) {
    assertThat(TensorBoardTags.tag(metric)).isEqualTo(tag);
  }

  @Test
  void scalars_entropy_isNegatedAndTheOrderStays() {
    Map<String, Number> metrics = new LinkedHashMap<>();
    metrics.put("updates", 12L);
    metrics.put("entropy", 0.5);
    metrics.put("value_loss", Double.NaN);
    assertThat(TensorBoardTags.scalars(metrics))
        .containsExactly(
            Map.entry("train/n_updates", 12.0),
            Map.entry("train/entropy_loss", -0.5),
            Map.entry("train/value_loss", Double.NaN));
  }
}
