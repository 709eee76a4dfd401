package io.rein4j.export;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a model file says of itself besides its layers.
 *
 * @param observations the space of what the model takes
 * @param actions the space of what the environment is given
 * @param origin where the agent comes from, by names in their order; values are texts or integers
 */
public record ModelDescription(Space observations, Space actions, Map<String, Object> origin) {

  public ModelDescription {
    origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
  }

  /** Returns the origin, then the spaces, each as what JSON has for it. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(origin);
    fields.put("observation_space", fields(observations));
    fields.put("action_space", fields(actions));
    return fields;
  }

  private static Map<String, Object> fields(Space space) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (space instanceof Discrete discrete) {
      fields.put("name", "Discrete");
      fields.put("n", discrete.n());
      fields.put("start", discrete.start());
    } else if (space instanceof MultiDiscrete integers) {
      fields.put("name", "MultiDiscrete");
      fields.put("nvec", IntStream.of(integers.nvec()).boxed().toList());
      fields.put("start", IntStream.of(integers.start()).boxed().toList());
      if (integers.shape().length != 1) {
        fields.put("shape", IntStream.of(integers.shape()).boxed().toList());
      }
    } else if (space instanceof MultiBinary bits) {
      fields.put("name", "MultiBinary");
      fields.put("shape", IntStream.of(bits.shape()).boxed().toList());
    } else if (space instanceof Box box) {
      fields.put("name", "Box");
      fields.put("shape", IntStream.of(box.shape()).boxed().toList());
      fields.put("low", bounds(box.exactLow()));
      fields.put("high", bounds(box.exactHigh()));
      fields.put("dtype", box.type().name().toLowerCase(Locale.ROOT));
    }
    return fields;
  }

  /** Returns one number where all are the same; JSON has none for infinity, so that it is null. */
  private static Object bounds(double[] bounds) {
    List<Double> all = DoubleStream.of(bounds).boxed().toList();
    return all.stream().distinct().count() == 1 ? all.get(0) : all;
  }
}
