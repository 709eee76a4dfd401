package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Observations of which the agent sees only some elements.
 *
 * @param keep indices, from 0, of the elements that the agent sees, in that order; give either this
 *     or drop
 * @param drop indices, from 0, of the elements that the agent does not see; give either this or
 *     keep
 */
@TypeName("observation-mask")
public record ObservationMask(@Nullable List<Integer> keep, @Nullable List<Integer> drop)
    implements Wrapper, ObservationStep {

  public ObservationMask {
    if ((keep == null) == (drop == null)) {
      throw new SettingException(
          List.of("keep", "drop"),
          "An observation mask needs either 'keep' or 'drop', but has %s."
              .formatted(keep == null ? "neither" : "both"));
    }
    keep = keep == null ? null : checked("keep", keep);
    drop = drop == null ? null : checked("drop", drop);
  }

  private static List<Integer> checked(String key, List<Integer> indices) {
    if (indices.isEmpty()) {
      throw new SettingException(key, "'%s' must name an element or more.".formatted(key));
    }
    for (int index : indices) {
      if (index < 0) {
        throw new SettingException(
            key, "'%s' holds indices of elements, from 0, but one is %s.".formatted(key, index));
      }
    }
    if (new HashSet<>(indices).size() < indices.size()) {
      throw new SettingException(
          key, "'%s' names each element once, but is %s.".formatted(key, indices));
    }
    return List.copyOf(indices);
  }

  @Override
  public boolean changesObservations() {
    return true;
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return new ObservationEnv(env, transform(env.observationSpace()));
  }

  @Override
  public ObservationTransform transform(Space within) {
    Box box =
        within
            .asBox()
            .filter(elements -> elements.shape().length == 1)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The wrapper 'observation-mask' needs observations that are a vector, but the environment's are %s."
                            .formatted(within)));
    return new MaskedObservation(box, kept(box));
  }

  private int[] kept(Box box) {
    List<Integer> named = keep != null ? keep : drop != null ? drop : List.of();
    for (int index : named) {
      if (index >= box.size()) {
        throw new IllegalArgumentException(
            "The wrapper 'observation-mask' names element %s, but the environment's observations have %s, from 0: %s."
                .formatted(index, box.size(), box));
      }
    }
    IntStream kept =
        keep != null
            ? keep.stream().mapToInt(Integer::intValue)
            : IntStream.range(0, box.size()).filter(index -> !named.contains(index));
    int[] indices = kept.toArray();
    if (indices.length == 0) {
      throw new IllegalArgumentException(
          "The wrapper 'observation-mask' drops all %s elements of the environment's observations."
              .formatted(box.size()));
    }
    return indices;
  }
}
