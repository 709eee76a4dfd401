package io.rein4j.env.gym;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Python that Gym environments run in: one that the user names, or a virtual environment with
 * pinned packages, made once in the user's cache folder.
 */
@Incubating
public final class PythonSetup {

  static final boolean WINDOWS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /** The Python of the {@code PATH}. */
  public static final String DEFAULT_PYTHON = WINDOWS ? "python" : "python3";

  private static final String VARIABLE = "REIN4J_PYTHON";
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Path cache;
  private final String instead;
  private final Consumer<String> progress;

  /**
   * Makes a setup.
   *
   * @param cache the folder to keep environments in
   * @param instead what the user can do where one cannot be made, to end a sentence with
   * @param progress hears what is being done
   */
  public PythonSetup(Path cache, String instead, Consumer<String> progress) {
    this.cache = cache;
    this.instead = instead;
    this.progress = progress;
  }

  /**
   * {@return the setup of the program, in the user's cache folder}
   *
   * @param progress hears what is being done
   */
  public static PythonSetup ofUser(Consumer<String> progress) {
    return new PythonSetup(
        cacheFolder(), "name a Python that has Gymnasium by " + VARIABLE, progress);
  }

  /** {@return the folder of what the program keeps for this user} */
  public static Path cacheFolder() {
    String directory = System.getenv("XDG_CACHE_HOME");
    Path base =
        directory == null || directory.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(directory);
    return base.resolve("rein4j");
  }

  /** {@return the packages, with versions, that environments of Gymnasium need} */
  public static String requirements() {
    return new String(resource("requirements.txt"), StandardCharsets.UTF_8);
  }

  /**
   * Finds a Python for Gym: the one that is named, the one that {@code REIN4J_PYTHON} names, the
   * {@code PATH}'s if it has Gymnasium or Gym, or else the virtual environment, which is made if it
   * is not there.
   *
   * @param named its path or name, or null
   * @return its path or name
   * @throws IllegalArgumentException if the one that is named cannot be started
   * @throws IOException if there is none, with a sentence that says what to install
   */
  public String find(@Nullable String named) throws IOException {
    return find(named, System.getenv(VARIABLE));
  }

  String find(@Nullable String named, @Nullable String variable) throws IOException {
    if (named != null) {
      Interpreter.require(named);
      return named;
    }
    if (variable != null && !variable.isEmpty()) {
      requireNamed(variable);
      return variable;
    }
    return hasGym(DEFAULT_PYTHON)
        ? DEFAULT_PYTHON
        : virtualEnvironment(DEFAULT_PYTHON, requirements());
  }

  /**
   * Finds a Python for something else than Gym: the one that {@code REIN4J_PYTHON} names, or else a
   * virtual environment of its own, which is made if it is not there.
   *
   * @param module what the Python must have
   * @param requirements the content of a requirements file, by which the virtual environment is
   *     made
   * @return its path or name
   * @throws IllegalArgumentException if the one that is named cannot be started or lacks the module
   * @throws IOException if there is none, with a sentence that says what to install
   */
  public String findWith(String module, String requirements) throws IOException {
    return findWith(module, requirements, System.getenv(VARIABLE));
  }

  String findWith(String module, String requirements, @Nullable String variable)
      throws IOException {
    if (variable == null || variable.isEmpty()) {
      return virtualEnvironment(DEFAULT_PYTHON, requirements);
    }
    requireNamed(variable);
    String found = "u.find_spec('%s') is not None".formatted(module);
    if (!PythonProgram.evaluate(variable, "import importlib.util as u", found, SHORT)
        .startsWith("True")) {
      throw new IllegalArgumentException(
          "The variable %s names the Python '%s', which has no %s: install %s there, or unset the variable, and a Python that has it is set up."
              .formatted(VARIABLE, variable, module, listed(requirements)));
    }
    return variable;
  }

  private static void requireNamed(String variable) {
    String lack = Interpreter.lack(variable);
    if (lack != null) {
      throw new IllegalArgumentException(
          "The variable %s names the Python '%s', which cannot be started: %s."
              .formatted(VARIABLE, variable, lack));
    }
  }

  /**
   * {@return what a Python prints of an expression}
   *
   * @param python its path or name
   * @param statements what comes before the expression
   * @param expression the expression
   * @param arguments those of the program
   * @throws IOException if it cannot be started, or fails, with a sentence that says why
   */
  public static String evaluate(
      String python, String statements, String expression, List<String> arguments)
      throws IOException {
    return PythonProgram.evaluate(python, statements, expression, LONG, arguments);
  }

  static boolean hasGym(String python) {
    // Any folder on the path is a package too, but one without code.
    String found = "any(s and s.origin for s in map(u.find_spec, ('gymnasium', 'gym')))";
    try {
      return PythonProgram.evaluate(python, "import importlib.util as u", found, SHORT)
          .startsWith("True");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Finds or makes a virtual environment; a lock lets one process at a time make it.
   *
   * @param base the Python that makes it
   * @param requirements the content of a requirements file
   * @return the Python in the environment
   * @throws IOException if it cannot be made, with a sentence that says what to install
   */
  public String virtualEnvironment(String base, String requirements) throws IOException {
    String version;
    try {
      version = PythonProgram.evaluate(base, "import sys", "sys.version", SHORT);
    } catch (IOException e) {
      throw new GymException(
          "Install Python 3.11 or newer with its venv module, or %s: %s"
              .formatted(instead, e.getMessage()),
          e);
    }
    String name = "python-" + hash((requirements + version).getBytes(StandardCharsets.UTF_8));
    Path environment = cache.resolve(name);
    Path python = environment.resolve(WINDOWS ? "Scripts/python.exe" : "bin/python");
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Path complete = environment.resolve("complete");
      if (!lock.isValid() || !Files.exists(complete)) {
        progress.accept(
            "Setting up Python in '%s' with %s; this is done once."
                .formatted(environment, listed(requirements)));
        make(environment, base, python.toString(), requirements);
        Files.createFile(complete);
      }
    }
    return python.toString();
  }

  private void make(Path environment, String base, String python, String requirements)
      throws IOException {
    try {
      PythonProgram.runModule(base, "venv", List.of("--clear", environment.toString()), LONG);
    } catch (IOException e) {
      throw new GymException(
          "'%s' cannot make a virtual environment: install its venv module (on Debian and Ubuntu the package python3-venv), or %s. %s"
              .formatted(base, instead, e.getMessage()),
          e);
    }
    try {
      Path file = Files.writeString(environment.resolve("requirements.txt"), requirements);
      PythonProgram.runModule(
          python,
          "pip",
          List.of(
              "install",
              "--quiet",
              "--no-input",
              "--disable-pip-version-check",
              "--retries=1",
              "--timeout=30",
              "--requirement=" + file),
          LONG);
    } catch (IOException e) {
      throw new GymException(
          "Python's packages could not be installed with pip: install %s yourself and %s. %s"
              .formatted(listed(requirements), instead, e.getMessage()),
          e);
    }
  }

  private static String listed(String requirements) {
    return requirements.strip().replace("\n", ", ");
  }

  /**
   * {@return the Python program that serves environments, as a file}
   *
   * @throws IOException if it cannot be written into the cache folder
   */
  public static Path serverProgram() throws IOException {
    return serverProgram(cacheFolder());
  }

  static Path serverProgram(Path cache) throws IOException {
    byte[] program = resource("gym_server.py");
    Path folder = Files.createDirectories(cache);
    Path file = folder.resolve("gym_server-%s.py".formatted(hash(program)));
    if (!holds(file, program)) {
      Path part = Files.createTempFile(folder, "gym_server-", ".part");
      Files.write(part, program);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  /** Whether a file is there and is what its name says: it is run as this program's own. */
  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static byte[] resource(String name) {
    try (InputStream file = PythonSetup.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("The jar lacks io/rein4j/env/gym/%s.".formatted(name));
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("The jar cannot be read.", e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
