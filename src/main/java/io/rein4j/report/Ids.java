package io.rein4j.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names for what stands on a page, and for the files of its figures, made of words for people. The
 * same words have the same name, and others another, on every file system.
 */
final class Ids {

  /** File systems hold names of 255 bytes. */
  private static final int LONGEST = 120;

  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** {@return the words' letters and digits of ASCII, in lower case, with '-' between them} */
  String of(String words) {
    return names.computeIfAbsent(words, this::unused);
  }

  private String unused(String words) {
    String plain =
        words.replaceAll("[^A-Za-z0-9.]+", " ").strip().replace(' ', '-').toLowerCase(Locale.ROOT);
    String base = plain.substring(0, Math.min(LONGEST, plain.length()));
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }
}
