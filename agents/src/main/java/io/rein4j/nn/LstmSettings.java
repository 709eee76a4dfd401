package io.rein4j.nn;

import io.rein4j.settings.Bare;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a recurrent layer, a long short-term memory.
 *
 * @param units size of its output, ≥ 1; its state has twice as many floats
 * @param sequenceLength steps of an environment that form one sequence in learning, ≥ 1: gradients
 *     go back to its beginning, and the state there is taken as given; as many as the agent
 *     collects if absent
 */
@TypeName("lstm")
public record LstmSettings(@Bare int units, @Nullable Integer sequenceLength)
    implements HiddenLayerSettings {

  public LstmSettings {
    requirePositive("units", units);
    if (sequenceLength != null) {
      requirePositive("sequence-length", sequenceLength);
    }
  }

  /** {@return the layer {@code prefix/lstm}, {@code prefix/lstm1}, …} */
  @Override
  public List<Layer> layers(HiddenStack network, String prefix, int number, int inputs) {
    return List.of(new Lstm(prefix + "/lstm" + (number == 0 ? "" : "" + number), inputs, units));
  }

  @Override
  public double stateSize() {
    return 2.0 * units;
  }

  private static void requirePositive(String key, int value) {
    new Setting(key, "An LSTM's '" + key + "'").atLeast(1, value);
  }
}
