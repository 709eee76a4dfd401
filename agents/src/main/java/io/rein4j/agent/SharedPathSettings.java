package io.rein4j.agent;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateClippingSettings;
import io.rein4j.clip.UpdateRule;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.SettingException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all update paths of an agent have that have nothing of their own: each gets a stage and an
 * optimizer for itself, with these settings.
 *
 * @param clipping what happens to gradients before the optimizer
 * @param optimizer what changes parameters
 * @param updateClipping what happens to parameters behind the optimizer; nothing if absent
 */
public record SharedPathSettings(
    ClippingSettings clipping,
    OptimizerSettings optimizer,
    @Nullable UpdateClippingSettings updateClipping) {

  /**
   * {@return the settings of an update path}
   *
   * @param name what figures call it, for instance {@code critic}
   * @param groups of the parameters that it changes
   * @param ownClipping the path's clipping; as the others' if null
   * @param ownOptimizer the path's optimizer; as the others' if null
   * @param ownUpdateClipping the path's update clipping; as the others' if null
   * @throws IllegalArgumentException if the path has no rules of its own, and one of the others' is
   *     limited to a group that it does not change
   */
  public UpdatePathSettings path(
      String name,
      List<String> groups,
      @Nullable ClippingSettings ownClipping,
      @Nullable OptimizerSettings ownOptimizer,
      @Nullable UpdateClippingSettings ownUpdateClipping) {
    if (ownClipping == null) {
      requireGroups(
          clipping.rules().stream().map(ClippingRule::groups),
          groups,
          name,
          "clipping",
          UpdatePathSettings.clippingKey(name));
    }
    if (ownUpdateClipping == null && updateClipping != null) {
      requireGroups(
          updateClipping.rules().stream().map(UpdateRule::groups),
          groups,
          name,
          "update-clipping",
          UpdatePathSettings.updateClippingKey(name));
    }
    return new UpdatePathSettings(
        name,
        Objects.requireNonNullElse(ownClipping, clipping),
        Objects.requireNonNullElse(ownOptimizer, optimizer),
        ownUpdateClipping == null ? updateClipping : ownUpdateClipping);
  }

  /** Refuses rules for all paths that one cannot use. */
  private static void requireGroups(
      Stream<List<String>> groupsOfRules,
      List<String> groups,
      String path,
      String key,
      String ownKey) {
    for (String group : groupsOfRules.flatMap(List::stream).toList()) {
      if (!groups.contains(group)) {
        throw new SettingException(
            List.of(key, ownKey),
            "'%s' has a rule that is limited to '%s', which the update path '%s' cannot use: give that path its own '%s'."
                .formatted(key, group, path, ownKey));
      }
    }
  }
}
