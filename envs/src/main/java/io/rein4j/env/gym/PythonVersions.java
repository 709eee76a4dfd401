package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions of Python and its packages that an environment's numbers depend on, by name. */
final class PythonVersions {

  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final int LONGEST = 100;

  /** Reads what is installed, and imports none of it. */
  private static final String PROGRAM =
      """
      import importlib.metadata as metadata, email.parser, json, platform
      sys.path[:0] = here
      versions = {"python": platform.python_version()}
      packages = ["gymnasium", "gym", "numpy"]
      for module in sys.argv[1:]:
          packages += metadata.packages_distributions().get(module, [])
      for package in packages:
          try:
              versions[package] = metadata.version(package)
          except metadata.PackageNotFoundError:
              pass
      """;

  private PythonVersions() {}

  /**
   * Asks a Python.
   *
   * @param python its path or name
   * @param id the environment; where it names a module, as {@code module:Env-v0} does, that
   *     module's package counts as well
   * @return {@code python}, {@code gymnasium} or {@code gym}, {@code numpy} and the package, as far
   *     as they are installed; empty if Python does not tell
   */
  static Map<String, String> of(String python, String id) {
    int colon = id.indexOf(':');
    List<String> modules =
        colon > 0 ? List.of(id.substring(0, colon).split("\\.", 2)[0]) : List.of();
    try {
      String answer =
          PythonProgram.evaluate(python, PROGRAM, "json.dumps(versions)", SHORT, modules);
      Map<String, String> versions = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> version :
          GymJson.READER.readTree(answer.lines().findFirst().orElse("")).properties()) {
        put(versions, version.getKey(), version.getValue());
      }
      return versions;
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** Returns those that the other side tells in its greeting. */
  static Map<String, String> of(JsonNode greeting) {
    Map<String, String> versions = new LinkedHashMap<>();
    put(versions, "python", greeting.path("python"));
    put(versions, greeting.path("library").asText(), greeting.path("library_version"));
    put(versions, "numpy", greeting.path("numpy"));
    return versions;
  }

  private static void put(Map<String, String> versions, String name, JsonNode version) {
    if (version.isTextual() && !name.isEmpty()) {
      versions.put(Printable.of(name, LONGEST), Printable.of(version.textValue(), LONGEST));
    }
  }
}
