package io.rein4j.config;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.classic.ClassicControl;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.toytext.ToyText;
import io.rein4j.env.wrap.Wrappers;
import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Cosine;
import io.rein4j.schedule.Exponential;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Bare;
import io.rein4j.settings.Kind;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import io.rein4j.train.EvaluationSettings;
import io.rein4j.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of every kind that a room may have. */
final class Sample {

  static final Catalog CATALOG =
      Catalog.of(
          catalog ->
              catalog
                  .types(
                      Schedule.class, Constant.class, Linear.class, Cosine.class, Exponential.class)
                  .types(Agent.class, Dqn.class, Ppo.class)
                  .types(Optimizer.class, Adam.class, Sgd.class)
                  .types(Rule.class, GlobalNorm.class, Value.class, Band.class),
          new Wrappers(),
          new ClassicControl(),
          new ToyText());

  static final SettingsTypes TYPES = new SettingsTypes(CATALOG);

  static final ConfigFormat FORMAT = new ConfigFormat(CATALOG);

  private Sample() {}

  /**
   * A config like that of a run.
   *
   * @param name what it is called
   * @param seed where randomness starts
   * @param env what the agent acts in
   * @param agent what learns, and how
   * @param training how long it learns
   * @param evaluation when the agent is evaluated
   */
  public record Config(
      String name,
      long seed,
      EnvSettings env,
      Agent agent,
      TrainingSettings training,
      EvaluationSettings evaluation) {

    public static final long DEFAULT_SEED = 1;
  }

  @Kind("agent")
  interface Agent {}

  @Kind("optimizer")
  interface Optimizer {}

  @Kind("clipping rule")
  interface Rule {}

  enum NonFinite {
    FAIL,
    SKIP,
    ZERO_OUT
  }

  /**
   * Deep Q-learning.
   *
   * @param optimizer what turns a gradient into a step
   * @param clipping what happens to a gradient
   * @param batchSize transitions in one update, ≥ 1
   * @param hidden the hidden layers
   * @param doubleQ whether the online network chooses the target's action
   * @param targetKl the divergence at which to stop
   * @param model a file to start from
   */
  @TypeName("dqn")
  public record Dqn(
      Optimizer optimizer,
      Clipping clipping,
      int batchSize,
      List<Layer> hidden,
      boolean doubleQ,
      @Nullable Double targetKl,
      @Nullable Path model)
      implements Agent {

    public static final Dqn DEFAULTS =
        new Dqn(
            new Adam(Schedule.constant(2.3e-3), 0.9),
            new Clipping(List.of(new GlobalNorm(10, 2)), NonFinite.SKIP),
            64,
            List.of(new Layer(256, 0), new Layer(256, 0)),
            true,
            null,
            null);

    public Dqn {
      if (batchSize < 1) {
        throw new SettingException(
            "batch-size", "The batch-size must be ≥ 1, but is %s.".formatted(batchSize));
      }
      hidden = List.copyOf(hidden);
    }
  }

  /**
   * A hidden layer.
   *
   * @param units its width
   * @param dropout the share that is left out
   */
  public record Layer(@Bare int units, double dropout) {
    public static final double DEFAULT_DROPOUT = 0;

    public Layer {
      if (units < 1) {
        throw new SettingException("units", "'units' must be ≥ 1, but is %s.".formatted(units));
      }
    }
  }

  /**
   * Proximal policy optimization.
   *
   * @param epochs passes over a rollout
   * @param optimizer what turns a gradient into a step
   */
  @TypeName("ppo")
  public record Ppo(int epochs, Optimizer optimizer) implements Agent {
    public static final Ppo DEFAULTS = new Ppo(10, new Adam(Schedule.constant(3e-4), 0.9));

    public Ppo {
      if (epochs > 100 && optimizer instanceof Sgd) {
        throw new SettingException(
            List.of("epochs", "optimizer"),
            "An 'optimizer' of type sgd takes at most 100 'epochs', but they are %s."
                .formatted(epochs));
      }
    }
  }

  /**
   * Adam.
   *
   * @param learningRate the step size over training
   * @param beta1 the decay of the first moment, in [0, 1)
   */
  @TypeName("adam")
  public record Adam(Schedule learningRate, double beta1) implements Optimizer {
    public static final double DEFAULT_BETA1 = 0.9;

    public Adam {
      if (!(beta1 >= 0 && beta1 < 1)) {
        throw new SettingException(
            "beta1", "Adam's 'beta1' must be in [0, 1), but is %s.".formatted(beta1));
      }
    }
  }

  /**
   * Stochastic gradient descent.
   *
   * @param learningRate the step size over training
   * @param momentum how much of the last step is kept
   */
  @TypeName("sgd")
  public record Sgd(Schedule learningRate, double momentum) implements Optimizer {
    public static final Sgd DEFAULTS = new Sgd(Schedule.constant(0.1), 0);
  }

  /**
   * What happens to a gradient.
   *
   * @param rules applied one after another
   * @param nonFinite what to do with NaN and infinity
   */
  public record Clipping(List<Rule> rules, NonFinite nonFinite) {
    public Clipping {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Clips the norm of the whole gradient.
   *
   * @param threshold the largest norm, finite and > 0
   * @param normType the p of the norm, {@code inf} for the largest element
   */
  @TypeName("global-norm")
  public record GlobalNorm(double threshold, double normType) implements Rule {
    public static final double DEFAULT_NORM_TYPE = 2;

    public GlobalNorm {
      if (!(threshold > 0 && threshold < Double.POSITIVE_INFINITY)) {
        throw new SettingException(
            "threshold",
            "A rule's threshold must be finite and > 0, but is %s.".formatted(threshold));
      }
    }
  }

  /**
   * Clips every element.
   *
   * @param threshold the largest magnitude
   */
  @TypeName("value")
  public record Value(double threshold) implements Rule {}

  /**
   * Clips every element to a band.
   *
   * @param low the low end
   * @param high the high end
   */
  @TypeName("band")
  public record Band(double low, double high) implements Rule {
    public Band {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "The low end of a band must be below its high end, but %s is not below %s."
                .formatted(low, high));
      }
    }
  }
}
