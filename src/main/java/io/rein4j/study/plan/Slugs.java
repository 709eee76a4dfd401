package io.rein4j.study.plan;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for folders, made of names for people; no two are the same, on no file system. */
final class Slugs {

  /** File systems hold names of 255 bytes; a number and a seed are put behind. */
  private static final int LONGEST = 120;

  private final Set<String> taken = new HashSet<>();

  /** {@return the parts' letters, digits, '.' and '-', with '_' between the parts} */
  String of(Iterable<String> parts) {
    StringBuilder slug = new StringBuilder();
    for (String part : parts) {
      String plain =
          part.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^[^A-Za-z0-9]+|[.-]+$", "");
      if (!plain.isEmpty()) {
        slug.append(slug.isEmpty() ? "" : "_").append(plain);
      }
    }
    slug.setLength(Math.min(slug.length(), LONGEST));
    String base = slug.isEmpty() ? "cell" : slug.toString();
    String unique = base;
    for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = base + "_" + i;
    }
    return unique;
  }
}
