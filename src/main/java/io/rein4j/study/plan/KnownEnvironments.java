package io.rein4j.study.plan;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.EnvSource;
import io.rein4j.env.source.Envs;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of environments by their id: of those of the catalog, and of Gymnasium's own of the
 * same ids in Python or on a server. It holds for their default options and time limits only.
 */
final class KnownEnvironments {

  private KnownEnvironments() {}

  /** {@return what is known of the returns in an environment; nothing if it is not a known one} */
  static Optional<EnvSpec> of(Catalog catalog, EnvSettings settings) {
    Envs envs = new Envs(catalog);
    String id = settings.id();
    String name = id.startsWith(EnvSource.GYM) ? id.substring(EnvSource.GYM.length()) : id;
    if (!envs.ids().contains(name)) {
      return Optional.empty();
    }
    EnvSpec spec = envs.spec(name);
    boolean usual =
        settings.options().entrySet().stream().allMatch(option -> isDefault(spec, option))
            && settings.resetOptions().isEmpty()
            && (settings.gym() == null || leavesReturns(settings.gym()));
    return usual ? Optional.of(spec) : Optional.empty();
  }

  /** {@return the mean return from which the environment of a config counts as solved, if known} */
  static OptionalDouble solved(BaseConfig base) {
    return of(base.catalog(), base.config().env())
        .map(EnvSpec::rewardThreshold)
        .orElse(OptionalDouble.empty());
  }

  private static boolean isDefault(EnvSpec spec, Map.Entry<String, Object> given) {
    String kebabCase = given.getKey().replace('_', '-');
    return spec.options().stream()
        .filter(option -> option.name().equals(kebabCase))
        .map(EnvOption::defaultValue)
        .anyMatch(usual -> same(usual, given.getValue()));
  }

  private static boolean same(Object usual, Object given) {
    return (usual instanceof Double number && given instanceof Number other)
        ? number == other.doubleValue()
        : usual.equals(given);
  }

  private static boolean leavesReturns(GymSettings gym) {
    return gym.frameSkip() == 1 && gym.maxEpisodeSteps() == null;
  }
}
