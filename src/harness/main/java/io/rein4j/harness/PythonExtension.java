package io.rein4j.harness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Lets tests that carry {@link RequiresPython} run only where their Python is there. */
final class PythonExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  /** What the search for a Python came to; it is made once for all tests. */
  private record Search(@Nullable Python python, String failure) {

    static Search run() {
      try {
        return new Search(PythonInstallation.locate(), "");
      } catch (IOException e) {
        return new Search(null, String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    require(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    require(context);
  }

  private static void require(ExtensionContext context) {
    List<String> modules =
        Stream.iterate(
                Optional.of(context),
                Optional::isPresent,
                level -> level.flatMap(ExtensionContext::getParent))
            .flatMap(
                level ->
                    AnnotationSupport.findAnnotation(
                        level.flatMap(ExtensionContext::getElement), RequiresPython.class)
                        .stream())
            .flatMap(needs -> Stream.of(needs.modules()))
            .distinct()
            .toList();
    String missing =
        context
            .getRoot()
            .getStore(Namespace.create(PythonExtension.class))
            .getOrComputeIfAbsent(
                modules, wanted -> missing(search(context), wanted), String.class);
    if (!missing.isEmpty()) {
      String with = modules.isEmpty() ? "" : " with " + String.join(", ", modules);
      String sentence = "This test needs Python%s. %s".formatted(with, missing);
      // Maven counts aborted tests but does not say why they were.
      System.err.println(sentence);
      Requirement.PYTHON.unmet(System.getProperty("rein4j.require", ""), sentence);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Python.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Python python = search(context).python();
    if (python == null) {
      throw new IllegalStateException("A Python is asked for before it is known to be there.");
    }
    return python;
  }

  private static String missing(Search search, List<String> modules) {
    Python python = search.python();
    return python == null ? search.failure() : missing(python, modules);
  }

  /** {@return a sentence naming the modules that cannot be imported; empty if all can} */
  static String missing(Python python, List<String> modules) {
    String program =
        """
        import importlib.util, sys
        print(*[m for m in sys.argv[1:] if importlib.util.find_spec(m) is None])
        """;
    try {
      String missing = python.run(program, modules.toArray(String[]::new)).strip();
      return missing.isEmpty()
          ? ""
          : "Install %s for %s.".formatted(missing.replace(" ", ", "), python.executable());
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Search search(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(PythonExtension.class))
        .getOrComputeIfAbsent(Search.class, key -> Search.run(), Search.class);
  }
}
