package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.CatalogException;
import io.rein4j.catalog.Plugins;
import io.rein4j.train.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The plugins that a command line or the environment names. They are read before anything else of
 * the command line, because they may have commands of their own.
 *
 * @param plugins the plugins
 * @param catalog what there is to choose from
 * @param named the plugins as the command line names them
 * @param skips whether those are left out that cannot be used
 * @param problems hears of each part of a plugin that cannot be used, and may throw it
 * @param args the command line
 * @param rest the command line without them
 * @param exits looks out for plugins that end the program
 */
record PluginOption(
    Plugins plugins,
    Catalog catalog,
    List<String> named,
    boolean skips,
    Consumer<CatalogException> problems,
    List<String> args,
    List<String> rest,
    PluginExits exits)
    implements AutoCloseable {

  /** Names plugins. */
  static final String NAME = "--plugins";

  /** Goes on without the plugins that cannot be used. */
  static final String SKIP = "--skip-broken-plugins";

  /** Names a jar that the plugins of a worker need; for people, folders have them. */
  static final String LIBRARY = "--plugin-library";

  /** Returns what the help says of the options, which the parser does not get to see. */
  static List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder(NAME)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("JAR|DIR[,…]")
            .description(
                "Load plugins: jars, or folders of jars, that add environments, rules, agents or"
                    + " commands; besides those in the variable REIN4J_PLUGINS.")
            .build(),
        OptionSpec.builder(SKIP)
            .type(boolean.class)
            .description("Go on without the plugins that cannot be used.")
            .build());
  }

  /**
   * Loads what there is to choose from, and lets this thread find the classes of plugins.
   *
   * @param args the command line
   * @param environment the variables of the process
   * @param err hears of plugins that are left out, and of those that end the program
   * @return what there is
   * @throws CatalogException if a plugin cannot be used, and the command line does not say that it
   *     is to be left out then
   */
  static PluginOption load(List<String> args, Map<String, String> environment, PrintWriter err) {
    List<String> named = new ArrayList<>();
    List<Path> libraries = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    boolean skips = false;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.equals("--")) {
        rest.addAll(args.subList(i, args.size()));
        break;
      }
      if (arg.equals(NAME) && i + 1 < args.size()) {
        i++;
        named.add(args.get(i));
      } else if (arg.startsWith(NAME + "=")) {
        named.add(arg.substring(NAME.length() + 1));
      } else if (arg.equals(LIBRARY) && i + 1 < args.size()) {
        i++;
        libraries.add(Path.of(args.get(i)));
      } else if (arg.equals(SKIP)) {
        skips = true;
      } else {
        rest.add(arg);
      }
    }
    List<Path> paths = new ArrayList<>(paths(environment.getOrDefault(Plugins.VARIABLE, "")));
    named.forEach(each -> paths.addAll(paths(each)));
    Consumer<CatalogException> problems =
        skips
            ? problem ->
                Terminal.complain(err, "Going on without a plugin. " + problem.getMessage())
            : problem -> {
              throw problem;
            };
    Plugins plugins =
        Plugins.of(paths, libraries, PluginOption.class.getClassLoader(), version(), problems);
    // What is loaded later, such as a listener's own classes, is looked for there, too.
    Thread.currentThread().setContextClassLoader(plugins.loader());
    PluginExits exits = PluginExits.watch(err);
    try {
      Catalog catalog = Catalog.load(plugins, problems);
      return new PluginOption(plugins, catalog, named, skips, problems, args, rest, exits);
    } catch (RuntimeException | Error e) {
      close(plugins, exits);
      throw e;
    }
  }

  @Override
  public void close() {
    close(plugins, exits);
  }

  private static void close(Plugins plugins, PluginExits exits) {
    exits.close();
    try {
      plugins.close();
    } catch (IOException e) {
      // They were only read.
    }
  }

  /** Returns how the program is called, so that commands in messages can be copied. */
  String commandName(String program) {
    StringBuilder name = new StringBuilder(program);
    named.forEach(
        each -> name.append(' ').append(NAME).append(' ').append(ShellWords.quoted(each)));
    if (skips) {
      name.append(' ').append(SKIP);
    }
    return name.toString();
  }

  private static @Nullable String version() {
    String version = Provenance.ownVersion();
    return Character.isDigit(version.charAt(0)) ? version : null;
  }

  /** A path with a comma in it is one path if there is such a file. */
  private static List<Path> paths(String text) {
    try {
      if (!text.isBlank() && Files.exists(Path.of(text))) {
        return List.of(Path.of(text));
      }
      List<Path> paths = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        if (!part.isBlank()) {
          paths.add(Path.of(part.strip()));
        }
      }
      return paths;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "'%s' is no list of plugins: %s.".formatted(text, e.getReason()), e);
    }
  }
}
