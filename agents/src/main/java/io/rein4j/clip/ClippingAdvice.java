package io.rein4j.clip;

import io.rein4j.settings.TypeNames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The advice on a run's clipping that its statistics give, in sentences with their figures: rules
 * that never or nearly always bound, thresholds that would have clipped a given share of the
 * updates, a heavy tail, and updates that were dropped.
 */
public final class ClippingAdvice {

  /** A rule that binds on this share of the updates does so on nearly every one. */
  private static final double NEARLY_ALWAYS = 0.9;

  /** A rule that binds on less than this share of the updates hardly ever does. */
  private static final double HARDLY_EVER = 0.01;

  /** Rare events are on a smaller share of the updates than this. */
  private static final double TOO_MANY_SPIKES = 0.1;

  /** Below this many norms a 99 % quantile is but the largest of them. */
  private static final long LEAST_NORMS = 100;

  /**
   * The optimizer behind the stage, as far as clipping is concerned.
   *
   * @param name what it is called, for instance adam
   * @param scaleInvariant whether its steps stay the same, but for an epsilon, when all gradients
   *     are multiplied by one number
   */
  public record Optimizer(String name, boolean scaleInvariant) {}

  private final ClippingStatistics statistics;
  private final NormWindow window;
  private final ClippingSettings settings;
  private final UpdateClippingSettings updateSettings;
  private final Optimizer optimizer;
  private final List<String> sentences = new ArrayList<>();

  private ClippingAdvice(
      ClippingStatistics statistics,
      NormWindow window,
      ClippingSettings settings,
      UpdateClippingSettings updateSettings,
      Optimizer optimizer) {
    this.statistics = statistics;
    this.window = window;
    this.settings = settings;
    this.updateSettings = updateSettings;
    this.optimizer = optimizer;
  }

  /**
   * Gives advice.
   *
   * @param statistics of all updates of a run
   * @param window the run's last norms
   * @param settings of the stage that they passed
   * @param optimizer behind the stage
   * @return sentences, the most telling first; none without updates
   */
  public static List<String> of(
      ClippingStatistics statistics,
      NormWindow window,
      ClippingSettings settings,
      Optimizer optimizer) {
    return of(statistics, window, settings, UpdateClippingSettings.DEFAULTS, optimizer);
  }

  /**
   * Gives advice on a run whose updates of the parameters were measured, if the statistics are of
   * these too.
   *
   * @param statistics of all updates of a run
   * @param window the run's last norms
   * @param settings of the stage that they passed
   * @param updateSettings of the stage behind the optimizer
   * @param optimizer between the stages
   * @return sentences, the most telling first; none without updates
   */
  public static List<String> of(
      ClippingStatistics statistics,
      NormWindow window,
      ClippingSettings settings,
      UpdateClippingSettings updateSettings,
      Optimizer optimizer) {
    ClippingAdvice advice =
        new ClippingAdvice(statistics, window, settings, updateSettings, optimizer);
    if (statistics.updates() > 0) {
      advice.tellOfDroppedUpdates();
      advice.tellOfRules();
      advice.tellOfThresholds();
      advice.tellOfTheTail();
      statistics.parameterUpdates().ifPresent(advice::tellOfParameterUpdates);
    }
    return List.copyOf(advice.sentences);
  }

  private void tellOfDroppedUpdates() {
    long refused = statistics.refusedUpdates();
    long nonFinite = statistics.skippedUpdates() - refused;
    if (nonFinite > 0) {
      say(
          "%,d of %,d updates were skipped because their gradients were not finite (%,d NaN or"
              + " infinite elements). Look for the cause in rewards, observations or too high a"
              + " learning rate.",
          nonFinite, statistics.updates(), statistics.nonFiniteElements());
    } else if (statistics.nonFiniteElements() > 0) {
      say(
          "%,d elements of gradients were NaN or infinite and %s. Look for the cause in rewards,"
              + " observations or too high a learning rate.",
          statistics.nonFiniteElements(),
          settings.nonFinite() == NonFinitePolicy.ZERO ? "were set to 0" : "were let through");
    }
    if (refused > 0) {
      say(
          "%,d of %,d updates were skipped because a rule took them for spikes.%s",
          refused,
          statistics.updates(),
          refused < TOO_MANY_SPIKES * statistics.updates()
              ? ""
              : " That many are no spikes: raise its threshold, or let it clip ('on-exceed: clip').");
    }
  }

  private void tellOfRules() {
    for (int r = 0; r < statistics.rules(); r++) {
      ClippingRule rule = settings.rules().get(r);
      RuleStatistics figures = statistics.rule(r);
      double threshold = figures.thresholdMean();
      if (rule.effect().isOnEveryGradient()
          || Double.isNaN(threshold)
          || figures.droppedUpdates() > 0) {
        // How often it bound says nothing of its threshold, or has been said of dropped updates.
        continue;
      }
      if (figures.boundFraction() == 0) {
        say("%s bound on none of %,d updates. It changed nothing.", name(rule, figures), updates());
      } else if (figures.boundFraction() < HARDLY_EVER) {
        say(
            "%s bound on %s of %,d updates. At most, it caught rare spikes.",
            name(rule, figures), percent(figures.boundFraction()), updates());
      } else if (figures.boundFraction() >= NEARLY_ALWAYS) {
        say(
            "%s bound on %s of %,d updates. %s",
            name(rule, figures), percent(figures.boundFraction()), updates(), meaning());
      }
    }
  }

  /** What binding on nearly every update comes to. */
  private String meaning() {
    return optimizer.scaleInvariant()
        ? "With %s, it then acts as a normaliser, which gives every update the same weight, rather"
                .formatted(optimizer.name())
            + " than as a guard against spikes. Halving the threshold would change little."
        : "With %s, it then fixes the length of the steps. Threshold and learning rate act as one"
                .formatted(optimizer.name())
            + " setting: halving either halves the steps.";
  }

  private long updates() {
    return statistics.whole().finiteUpdates();
  }

  private static String name(ClippingRule rule, RuleStatistics figures) {
    String name = name(TypeNames.nameOf(rule), rule.groups(), rule.hasFixedThreshold(), figures);
    return "T" + name.substring(1);
  }

  private static String name(
      String rule, List<String> groups, boolean hasFixedThreshold, RuleStatistics figures) {
    return "the rule '%s'%s, whose threshold %s,"
        .formatted(
            rule,
            groups.isEmpty() ? "" : " on " + String.join(", ", groups),
            hasFixedThreshold
                ? "is " + number(figures.thresholdMean())
                : "was %s on average".formatted(number(figures.thresholdMean())));
  }

  private void tellOfThresholds() {
    if (updates() >= LEAST_NORMS) {
      say(
          "Global-norm thresholds of %s, %s and %s would have clipped 1%%, 10%% and 50%% of these"
              + " updates (training with them would have produced other norms).",
          number(statistics.whole().gradNormPreQuantile(0.99)),
          number(statistics.whole().gradNormPreQuantile(0.9)),
          number(statistics.whole().gradNormPreQuantile(0.5)));
    }
  }

  private void tellOfTheTail() {
    if (window.heavy()) {
      say(
          "The last %,d gradient norms have a heavy tail (tail index %s, significantly below 2)."
              + " Their variance does not settle, so expect rare spikes%s.",
          window.count(),
          number(window.tailIndex()),
          settings.rules().isEmpty() ? ", which no rule clips" : "");
    }
  }

  private void tellOfParameterUpdates(ParameterUpdateStatistics updates) {
    for (int r = 0; r < updates.rules(); r++) {
      UpdateRule rule = updateSettings.rules().get(r);
      if (rule.threshold() != null) {
        tellOf(rule, updates.rule(r), updates.whole());
      }
    }
    if (!Double.isNaN(updates.whole().ratioMean())) {
      say(
          "An update changed the parameters by %s of their norm on average, and by %s at most.",
          percent(updates.whole().ratioMean()), percent(updates.whole().ratioMax()));
    }
  }

  private void tellOf(
      UpdateRule rule, RuleStatistics figures, ParameterUpdateStatistics.Scope whole) {
    String name =
        "Behind the optimizer, "
            + name(TypeNames.nameOf(rule), rule.groups(), rule.hasFixedThreshold(), figures);
    if (figures.boundFraction() == 0) {
      say("%s bound on none of %,d updates. It changed nothing.", name, whole.finiteUpdates());
    } else if (figures.boundFraction() < HARDLY_EVER) {
      say(
          "%s bound on %s of %,d updates. At most, it caught rare spikes.",
          name, percent(figures.boundFraction()), whole.finiteUpdates());
    } else if (figures.boundFraction() >= NEARLY_ALWAYS) {
      say(
          "%s bound on %s of %,d updates. %s",
          name,
          percent(figures.boundFraction()),
          whole.finiteUpdates(),
          rule.limitsParameters()
              ? "On average, %s of the parameters were changed by the rules there."
                  .formatted(percent(whole.clippedElementFraction()))
              : "It then sets the length of the steps, much as a smaller learning rate would.");
    }
  }

  private void say(String sentence, Object... figures) {
    sentences.add(String.format(Locale.ROOT, sentence, figures));
  }

  /** Returns three significant digits at most. */
  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    boolean plain = value == 0 || (Math.abs(value) < 1e7 && Math.abs(value) >= 1e-4);
    return plain ? rounded.toPlainString() : rounded.toString();
  }

  private static String percent(double share) {
    return number(100 * share) + "%";
  }
}
