package io.rein4j.config;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.dqn.ReturnDistribution;
import io.rein4j.agent.dqn.ReturnDistributions;
import io.rein4j.agent.registry.Agents;
import io.rein4j.agent.registry.Networks;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingRules;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.env.wrap.Wrappers;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.Optimizers;
import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces among whose settings records a config chooses by {@code type}.
 *
 * @param choices one per interface
 */
record SettingsTypes(List<Choice<?>> choices) {

  /** The key that chooses a record. */
  static final String TYPE = "type";

  /** {@return the interfaces of all rooms} */
  static SettingsTypes ofAllRooms() {
    return new SettingsTypes(
        List.of(
            new Choice<>("schedule", Schedule.class, Schedules.TYPES, "constant"),
            new Choice<>("clipping rule", ClippingRule.class, ClippingRules.TYPES),
            new Choice<>("optimizer", OptimizerSettings.class, Optimizers.TYPES),
            new Choice<>("network", NetworkSettings.class, Networks.TYPES),
            new Choice<>("agent", LearnerSettings.class, Agents.TYPES),
            new Choice<>(
                "distribution of returns", ReturnDistribution.class, ReturnDistributions.TYPES),
            new Choice<>("wrapper", Wrapper.class, Wrappers.TYPES)));
  }

  /** {@return the choice that an interface stands for, or null if it stands for none} */
  @Nullable Choice<?> choiceOf(Class<?> type) {
    return choices.stream().filter(choice -> choice.type() == type).findFirst().orElse(null);
  }

  /**
   * One interface and its records.
   *
   * @param noun what the interface is, in error sentences
   * @param type the interface
   * @param records the record of each {@code type}
   * @param bare the {@code type} whose only key may be written as a bare value without a section,
   *     or null
   */
  record Choice<T>(
      String noun,
      Class<T> type,
      Map<String, ? extends Class<? extends T>> records,
      @Nullable String bare) {

    Choice {
      records = new TreeMap<>(records);
    }

    Choice(String noun, Class<T> type, Map<String, ? extends Class<? extends T>> records) {
      this(noun, type, records, null);
    }

    /** {@return the names of the types, sorted} */
    Collection<String> names() {
      return records.keySet();
    }

    /** {@return the record of one of the {@link #names}} */
    Class<? extends T> recordOf(String name) {
      return Objects.requireNonNull(records.get(name), name);
    }

    /** {@return the key whose value may stand without its section, or null} */
    @Nullable SettingsKey bareKey() {
      return bare == null ? null : SettingsModel.of(recordOf(bare)).keys().get(0);
    }

    /**
     * {@return whether a type is chosen by a key of its own name, as in {@code {dl4j: model.zip}},
     * so that {@code type} may be left out}
     */
    boolean isChosenByKey(String name) {
      return records.containsKey(name) && SettingsModel.of(recordOf(name)).key(name) != null;
    }

    /** {@return the {@code type} of a settings record} */
    String nameOf(Object settings) {
      return records.entrySet().stream()
          .filter(entry -> entry.getValue() == settings.getClass())
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "No type of %s is bound to %s.".formatted(noun, settings.getClass())));
    }
  }
}
