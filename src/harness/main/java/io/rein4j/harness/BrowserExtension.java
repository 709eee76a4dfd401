package io.rein4j.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Lets tests that carry {@link RequiresBrowser} run only where Chromium and its driver are. */
final class BrowserExtension implements BeforeEachCallback, ParameterResolver {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  @Override
  public void beforeEach(ExtensionContext context) {
    if (onPath(BROWSERS).isEmpty() || onPath(List.of("chromedriver")).isEmpty()) {
      String sentence =
          "This test needs Chromium and chromedriver on the PATH; on Debian: apt-get install"
              + " chromium chromium-driver.";
      // Maven counts aborted tests but does not say why they were.
      System.err.println(sentence);
      Requirement.BROWSER.unmet(System.getProperty("rein4j.require", ""), sentence);
    }
  }

  private static Optional<Path> onPath(List<String> names) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return names.stream()
        .flatMap(
            name ->
                Arrays.stream(path.split(File.pathSeparator, -1))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Browser.class;
  }

  /** The store closes the browser after the last test of the class. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getParent()
        .orElse(context)
        .getStore(Namespace.create(BrowserExtension.class, context.getRequiredTestClass()))
        .getOrComputeIfAbsent(
            Browser.class,
            key ->
                Browser.start(
                    onPath(BROWSERS).orElseThrow(), onPath(List.of("chromedriver")).orElseThrow()),
            Browser.class);
  }
}
