package io.rein4j.env.gym;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions of Python and its packages that an environment's numbers depend on. */
public final class PythonVersions {

  private static final Duration SHORT = Duration.ofMinutes(2);

  /** Reads what is installed, and imports none of it. */
  private static final String PROGRAM =
      """
      import importlib.metadata as metadata, json, platform, sys
      versions = {"python": platform.python_version()}
      packages = ["gymnasium", "gym", "numpy"]
      for module in sys.argv[1:]:
          packages += metadata.packages_distributions().get(module, [])
      for package in packages:
          try:
              versions[package] = metadata.version(package)
          except metadata.PackageNotFoundError:
              pass
      print(json.dumps(versions))
      """;

  private PythonVersions() {}

  /**
   * Asks the Python that environments of these settings live in.
   *
   * @param settings which Python
   * @param id the environment; where it names a module, as {@code module:Env-v0} does, that
   *     module's package counts as well
   * @return {@code python}, {@code gymnasium} or {@code gym}, {@code numpy} and the package, as far
   *     as they are installed, with their versions; empty if Python does not tell
   */
  public static Map<String, String> of(GymSettings settings, String id) {
    List<String> arguments = new ArrayList<>(List.of("-c", PROGRAM));
    int colon = id.indexOf(':');
    if (colon > 0) {
      String module = id.substring(0, colon);
      int dot = module.indexOf('.');
      arguments.add(dot < 0 ? module : module.substring(0, dot));
    }
    try {
      Interpreter named = settings.python();
      String python = PythonSetup.ofUser(notice -> {}).find(named == null ? null : named.command());
      return parse(PythonProgram.run(python, arguments, SHORT));
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static Map<String, String> parse(String json) throws JsonProcessingException {
    return new JsonMapper().readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
  }
}
