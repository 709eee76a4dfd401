package io.rein4j.nn;

import io.rein4j.settings.SettingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one layer of a network: exactly one of its kinds is given.
 *
 * @param dense a fully connected layer: its width, or a section of {@code units} and whatever
 *     differs from the network's other layers
 * @param lstm a long short-term memory: its width, or a section of {@code units} and {@code
 *     sequence-length}
 */
public record LayerSettings(@Nullable DenseSettings dense, @Nullable LstmSettings lstm) {

  public LayerSettings {
    one(kinds(dense, lstm));
  }

  /**
   * {@return the settings of a fully connected layer}
   *
   * @param layer its settings
   */
  public static LayerSettings of(DenseSettings layer) {
    return new LayerSettings(layer, null);
  }

  /**
   * {@return the settings of a long short-term memory}
   *
   * @param layer its settings
   */
  public static LayerSettings of(LstmSettings layer) {
    return new LayerSettings(null, layer);
  }

  /** {@return the settings of the kind that is given} */
  HiddenLayerSettings layer() {
    return one(kinds(dense, lstm));
  }

  /** Lists the kinds by their keys. */
  private static Map<String, @Nullable HiddenLayerSettings> kinds(
      @Nullable DenseSettings dense, @Nullable LstmSettings lstm) {
    Map<String, @Nullable HiddenLayerSettings> kinds = new LinkedHashMap<>();
    kinds.put("dense", dense);
    kinds.put("lstm", lstm);
    return kinds;
  }

  private static HiddenLayerSettings one(Map<String, @Nullable HiddenLayerSettings> kinds) {
    Map<String, HiddenLayerSettings> given = new LinkedHashMap<>();
    kinds.forEach(
        (key, layer) -> {
          if (layer != null) {
            given.put(key, layer);
          }
        });
    if (given.size() != 1) {
      throw new SettingException(
          List.copyOf(kinds.keySet()),
          "A layer is of one kind, %s, but %s given."
              .formatted(
                  quoted(kinds.keySet(), " or "),
                  given.isEmpty() ? "none is" : quoted(given.keySet(), " and ") + " are"));
    }
    return given.values().iterator().next();
  }

  private static String quoted(Set<String> keys, String conjunction) {
    return keys.stream().map("'%s'"::formatted).collect(Collectors.joining(conjunction));
  }
}
