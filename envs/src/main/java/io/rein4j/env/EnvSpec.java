package io.rein4j.env;

import io.rein4j.catalog.Identified;
import io.rein4j.settings.Kind;
import io.rein4j.text.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The registry's entry of an environment.
 *
 * @param id its name and version, as Gymnasium's: {@code CartPole-v1}
 * @param maxEpisodeSteps the step after which a time limit truncates an episode
 * @param rewardThreshold the mean return from which the task counts as solved
 * @param randomScore the mean return of uniformly random actions, with default options
 * @param referenceScore the best mean return that RL Baselines3 Zoo publishes, or the highest mean
 *     return that a policy can have where the zoo has none; with default options
 * @param options what can be chosen when it is made
 * @param factory makes a new one each time, without the time limit
 */
@Kind("environment")
public record EnvSpec(
    String id,
    OptionalInt maxEpisodeSteps,
    OptionalDouble rewardThreshold,
    OptionalDouble randomScore,
    OptionalDouble referenceScore,
    List<EnvOption> options,
    Function<EnvOptions, Env> factory)
    implements Identified {

  public EnvSpec {
    options = List.copyOf(options);
  }

  /**
   * {@return a spec without limit, threshold, scores and options}
   *
   * @param id the environment's id
   * @param factory makes the environment
   */
  public static EnvSpec of(String id, Function<EnvOptions, Env> factory) {
    return new EnvSpec(
        id,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        factory);
  }

  /**
   * {@return this spec with a time limit}
   *
   * @param steps the step after which an episode is truncated
   */
  public EnvSpec withMaxEpisodeSteps(int steps) {
    return new EnvSpec(
        id, OptionalInt.of(steps), rewardThreshold, randomScore, referenceScore, options, factory);
  }

  /**
   * {@return this spec with a reward threshold}
   *
   * @param threshold the mean return from which the task counts as solved
   */
  public EnvSpec withRewardThreshold(double threshold) {
    return new EnvSpec(
        id,
        maxEpisodeSteps,
        OptionalDouble.of(threshold),
        randomScore,
        referenceScore,
        options,
        factory);
  }

  /**
   * {@return this spec with the two scores that returns are normalised by}
   *
   * @param random the random policy's mean return
   * @param reference the reference's mean return
   */
  public EnvSpec withScores(double random, double reference) {
    return new EnvSpec(
        id,
        maxEpisodeSteps,
        rewardThreshold,
        OptionalDouble.of(random),
        OptionalDouble.of(reference),
        options,
        factory);
  }

  /**
   * {@return this spec with options}
   *
   * @param choices what can be chosen
   */
  public EnvSpec withOptions(EnvOption... choices) {
    return new EnvSpec(
        id,
        maxEpisodeSteps,
        rewardThreshold,
        randomScore,
        referenceScore,
        List.of(choices),
        factory);
  }

  private static String instead(String name, Set<String> known) {
    return Suggestion.nearest(name, known)
        .map("the nearest is '%s'"::formatted)
        .orElseGet(() -> "its options are " + String.join(", ", new TreeSet<>(known)));
  }

  /**
   * Makes the environment, without the time limit.
   *
   * @param given values of options by name; those not named keep their defaults
   * @return the environment
   * @throws IllegalArgumentException if there is no such option, or a value does not fit
   */
  public Env create(Map<String, ?> given) {
    Map<String, Object> values = new HashMap<>();
    Map<String, EnvOption> known =
        options.stream().collect(Collectors.toMap(EnvOption::name, option -> option));
    known.forEach((name, option) -> values.put(name, option.defaultValue()));
    given.forEach(
        (name, value) -> {
          EnvOption option = known.get(name);
          if (option == null) {
            throw new IllegalArgumentException(
                known.isEmpty()
                    ? "Environment %s has no options, so none named '%s'.".formatted(id, name)
                    : "Environment %s has no option '%s'; %s."
                        .formatted(id, name, instead(name, known.keySet())));
          }
          values.put(name, option.checked(value));
        });
    return factory.apply(new EnvOptions(values));
  }
}
