package io.rein4j.study;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for folders, made of names for people; no two are the same, on no file system. */
final class Slugs {

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
    String base = slug.isEmpty() ? "cell" : slug.toString();
    String unique = base;
    for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = base + "_" + i;
    }
    return unique;
  }
}
