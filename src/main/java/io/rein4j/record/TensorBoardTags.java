package io.rein4j.record;

import io.rein4j.agent.PathFigures;
import io.rein4j.api.Incubating;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The TensorBoard tags of our metrics: Stable-Baselines3's where it has the same figure, so that
 * its curves and ours lie in the same plots.
 *
 * <table>
 *   <caption>Metrics and tags</caption>
 *   <tr><th>metric</th><th>tag</th><th>figure</th></tr>
 *   <tr><td>{@code return_mean}</td><td>{@code rollout/ep_rew_mean}</td>
 *       <td>mean return of the last 100 episodes</td></tr>
 *   <tr><td>{@code length_mean}</td><td>{@code rollout/ep_len_mean}</td>
 *       <td>mean length of the last 100 episodes</td></tr>
 *   <tr><td>{@code exploration_rate}</td><td>{@code rollout/exploration_rate}</td>
 *       <td>ε of ε-greedy acting</td></tr>
 *   <tr><td>{@code steps_per_second}</td><td>{@code time/fps}</td>
 *       <td>environment steps per second</td></tr>
 *   <tr><td>{@code loss}</td><td>{@code train/loss}</td><td>the whole loss</td></tr>
 *   <tr><td>{@code policy_loss}</td><td>{@code train/policy_gradient_loss}</td>
 *       <td>policy loss</td></tr>
 *   <tr><td>{@code value_loss}</td><td>{@code train/value_loss}</td><td>value loss</td></tr>
 *   <tr><td>{@code entropy}</td><td>{@code train/entropy_loss}</td>
 *       <td>entropy of the policy; as in Stable-Baselines3, the tag's value is its negative</td></tr>
 *   <tr><td>{@code entropy_coefficient}</td><td>{@code train/ent_coef}</td>
 *       <td>SAC's α, the weight of the entropy</td></tr>
 *   <tr><td>{@code approx_kl}</td><td>{@code train/approx_kl}</td>
 *       <td>estimated KL divergence of the new policy from the old</td></tr>
 *   <tr><td>{@code ratio_clip_range}</td><td>{@code train/clip_range}</td>
 *       <td>PPO's ε: how far the probability ratio may go</td></tr>
 *   <tr><td>{@code ratio_clip_fraction}</td><td>{@code train/ratio_clip_fraction}</td>
 *       <td>share of samples whose probability ratio was clipped. Stable-Baselines3 calls it {@code
 *       train/clip_fraction}, which here would read as clipping of gradients</td></tr>
 *   <tr><td>{@code explained_variance}</td><td>{@code train/explained_variance}</td>
 *       <td>share of the returns' variance that the value function explains</td></tr>
 *   <tr><td>{@code learning_rate}</td><td>{@code train/learning_rate}</td>
 *       <td>learning rate</td></tr>
 *   <tr><td>{@code updates}</td><td>{@code train/n_updates}</td>
 *       <td>gradient steps so far</td></tr>
 *   <tr><td>{@code evaluation_return_mean}</td><td>{@code eval/mean_reward}</td>
 *       <td>mean return of the last evaluation</td></tr>
 *   <tr><td>{@code evaluation_length_mean}</td><td>{@code eval/mean_ep_length}</td>
 *       <td>mean length of the last evaluation's episodes</td></tr>
 *   <tr><td>{@code gradient/…}</td><td>{@code gradient/…}</td>
 *       <td>the statistics of the clipping stage, and every other name with a {@code /}: the name
 *       itself</td></tr>
 *   <tr><td>any other</td><td>{@code train/<metric>}</td><td>for example {@code train/q_mean}</td></tr>
 * </table>
 */
@Incubating
public final class TensorBoardTags {

  private static final String ENTROPY = "entropy";

  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry(LogRow.RETURN_MEAN.key(), "rollout/ep_rew_mean"),
          Map.entry(LogRow.LENGTH_MEAN.key(), "rollout/ep_len_mean"),
          Map.entry("exploration_rate", "rollout/exploration_rate"),
          Map.entry(LogRow.STEPS_PER_SECOND.key(), "time/fps"),
          Map.entry("policy_loss", "train/policy_gradient_loss"),
          Map.entry(ENTROPY, "train/entropy_loss"),
          Map.entry("entropy_coefficient", "train/ent_coef"),
          Map.entry("ratio_clip_range", "train/clip_range"),
          Map.entry("updates", "train/n_updates"),
          Map.entry(EvaluationRow.RETURN_MEAN.key(), "eval/mean_reward"),
          Map.entry(EvaluationRow.LENGTH_MEAN.key(), "eval/mean_ep_length"));

  private TensorBoardTags() {}

  /**
   * The tag of a metric.
   *
   * @param metric its name
   * @return the tag of the table above
   */
  public static String tag(String metric) {
    Optional<String> path = PathFigures.path(metric);
    if (path.isPresent()) {
      return PathFigures.name(tag(PathFigures.figure(metric)), path.get());
    }
    String tag = TAGS.get(metric);
    if (tag != null) {
      return tag;
    }
    return metric.indexOf('/') >= 0 ? metric : "train/" + metric;
  }

  /**
   * The points to write for some metrics.
   *
   * @param metrics values by metric
   * @return values by tag, in the same order
   */
  public static Map<String, Double> scalars(Map<String, ? extends Number> metrics) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    metrics.forEach(
        (metric, value) -> {
          double number = value.doubleValue();
          scalars.put(tag(metric), metric.equals(ENTROPY) ? -number : number);
        });
    return scalars;
  }
}
