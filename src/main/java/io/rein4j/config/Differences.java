package io.rein4j.config;

import io.rein4j.api.Incubating;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between two trees of maps, lists and plain values, in words. */
@Incubating
public final class Differences {

  private static final int MOST_TOLD = 3;
  private static final int LONGEST = 80;

  private final List<String> found = new ArrayList<>();

  private Differences() {}

  /**
   * {@return the differences as a list for the middle of a sentence; empty if there are none}
   *
   * @param before a tree
   * @param now what it is compared with
   */
  public static String between(@Nullable Object before, @Nullable Object now) {
    Differences differences = new Differences();
    differences.compare("", before, now);
    List<String> found = differences.found;
    String told = String.join("; ", found.subList(0, Math.min(MOST_TOLD, found.size())));
    return found.size() <= MOST_TOLD
        ? told
        : told + "; and %s more".formatted(found.size() - MOST_TOLD);
  }

  private void compare(String path, @Nullable Object before, @Nullable Object now) {
    if (before instanceof Map<?, ?> was && now instanceof Map<?, ?> is) {
      Set<Object> keys = new LinkedHashSet<>(was.keySet());
      keys.addAll(is.keySet());
      for (Object key : keys) {
        step(
            path,
            key.toString(),
            was.containsKey(key),
            was.get(key),
            is.containsKey(key),
            is.get(key));
      }
    } else if (before instanceof List<?> was && now instanceof List<?> is) {
      for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
        step(
            path,
            "" + i,
            i < was.size(),
            i < was.size() ? was.get(i) : null,
            i < is.size(),
            i < is.size() ? is.get(i) : null);
      }
    } else if (!same(before, now)) {
      found.add("%s was %s and is now %s".formatted(path, describe(before), describe(now)));
    }
  }

  private void step(
      String path,
      String step,
      boolean wasThere,
      @Nullable Object before,
      boolean isThere,
      @Nullable Object now) {
    String longer = path.isEmpty() ? step : path + "." + step;
    if (!wasThere) {
      found.add("%s is new (%s)".formatted(longer, describe(now)));
    } else if (!isThere) {
      found.add("%s is gone (it was %s)".formatted(longer, describe(before)));
    } else {
      compare(longer, before, now);
    }
  }

  /** {@return a value as it would stand in a config, on one line} */
  private static String yaml(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + yaml(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Differences::yaml).collect(Collectors.joining(", ", "[", "]"));
    }
    return String.valueOf(value);
  }

  private static boolean same(@Nullable Object before, @Nullable Object now) {
    return (before instanceof Number was && now instanceof Number is)
        ? was.doubleValue() == is.doubleValue()
        : Objects.equals(before, now);
  }

  private static String describe(@Nullable Object value) {
    String text = value == null ? "not set" : yaml(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
