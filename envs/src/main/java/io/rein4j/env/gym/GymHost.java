package io.rein4j.env.gym;

import io.rein4j.api.Incubating;
import io.rein4j.env.StepAhead;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A host of Gym environments: a server, or Python processes of this program's own. It frees them
 * when it is closed, and when the program ends without that.
 */
@Incubating
public final class GymHost implements AutoCloseable {

  /** How long the last words may take when the program ends. */
  static final Duration FAREWELL = Duration.ofSeconds(2);

  /**
   * What may be taken to start Python, or to import what an environment needs and make it, besides
   * the time of every answer.
   */
  static final Duration START = Duration.ofMinutes(1);

  private static final String RENDER_MODE = "render_mode";
  private static final String RGB_ARRAY = "rgb_array";

  private final RemoteHost host;
  private final LossPolicy losses;
  private final Function<String, Map<String, String>> versions;
  private final RequestLock lock = new RequestLock();
  private final Thread shutdownHook;

  /**
   * Makes a host.
   *
   * @param versions tells what an environment's numbers depend on there, by its id
   */
  private GymHost(
      RemoteHost host, LossPolicy losses, Function<String, Map<String, String>> versions) {
    this.host = host;
    this.losses = losses;
    this.versions = versions;
    this.shutdownHook = new Thread(this::endWithProgram, "gym-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
  }

  private void endWithProgram() {
    lock.shut(FAREWELL);
    host.close();
  }

  /**
   * Refuses what is no address of a server.
   *
   * @param server what should be one, such as {@code http://127.0.0.1:5000}
   * @throws IllegalArgumentException if it is none
   */
  public static void requireAddress(String server) {
    HttpWire.address(server);
  }

  /**
   * {@return environments on a server}
   *
   * @param server its address, such as {@code http://127.0.0.1:5000}
   * @param settings how it is reached
   * @param notices hears a sentence when the server cannot be reached and is tried again, and when
   *     an environment is lost and made again
   * @throws IllegalArgumentException if it is no address of a server, or the server wants another
   *     token
   * @throws UncheckedIOException if the server cannot be reached
   */
  public static GymHost server(String server, GymSettings settings, Consumer<String> notices) {
    URI address = HttpWire.address(server);
    LossPolicy losses = new LossPolicy(settings.restarts(), notices);
    try {
      Optional<Greeting> greeting =
          settings.protocol() == GymProtocol.AUTO
              ? ServerGreeting.ask(address, settings, notices)
              : Optional.empty();
      RemoteHost host =
          greeting.isPresent()
              ? ServerGreeting.frames(address, greeting.get(), settings, notices)
              : new OriginalServer(address, settings, losses, notices);
      Map<String, String> versions = greeting.map(Greeting::versions).orElse(Map.of());
      return new GymHost(host, losses, id -> versions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return environments in Python processes, which are started when they are needed}
   *
   * @param settings which Python, and how many processes
   * @param notices hears a sentence when Python is set up, and when an environment is lost and made
   *     again, and each line that an environment prints, in a thread of its own
   * @throws UncheckedIOException if there is no Python, with a sentence that says what to install
   */
  public static GymHost python(GymSettings settings, Consumer<String> notices) {
    LossPolicy losses = new LossPolicy(settings.restarts(), notices);
    try {
      Interpreter named = settings.python();
      String python = PythonSetup.ofUser(notices).find(named == null ? null : named.command());
      Path program = PythonSetup.serverProgram();
      List<PipeChannel> channels =
          Stream.generate(
                  () ->
                      new PipeChannel(
                          python,
                          program,
                          settings.answerTime(),
                          START,
                          losses::notify,
                          line -> notices.accept("Python printed: " + Printable.escaped(line))))
              .limit(settings.processes())
              .toList();
      return new GymHost(
          new FrameHost(channels, settings, null), losses, id -> PythonVersions.of(python, id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes an environment.
   *
   * @param id such as {@code CartPole-v1}
   * @param options what Gym's {@code make} is given besides, by name; a hyphen stands for an
   *     underscore
   * @param resetOptions what every reset is given as its options, by name; none if empty
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, or a server cannot
   *     give options to a reset
   * @throws UncheckedIOException if it cannot be made
   */
  public GymEnv make(String id, Map<String, ?> options, Map<String, ?> resetOptions) {
    lock.lock();
    try {
      return new GymEnv(host.make(id, options, resetOptions), losses, lock, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes an environment with the render mode {@code rgb_array}, whose pictures are sent here.
   *
   * @param id such as {@code CartPole-v1}
   * @param options what Gym's {@code make} is given besides, by name
   * @param resetOptions what every reset is given as its options, by name; none if empty
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, it has another
   *     render mode, or the other side can send no pictures
   * @throws UncheckedIOException if it cannot be made
   */
  public GymEnv makeDrawn(String id, Map<String, ?> options, Map<String, ?> resetOptions) {
    lock.lock();
    try {
      Map<String, Object> drawn = new HashMap<>(options);
      drawn.keySet().removeIf(name -> name.replace('-', '_').equals(RENDER_MODE));
      drawn.put(RENDER_MODE, RGB_ARRAY);
      RemoteEnv remote = host.make(id, drawn, resetOptions);
      remote.requirePictures();
      return new GymEnv(remote, losses, lock, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes an environment whose resets are given no options.
   *
   * @param id such as {@code CartPole-v1}
   * @param options what Gym's {@code make} is given besides, by name
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option
   * @throws UncheckedIOException if it cannot be made
   */
  public GymEnv make(String id, Map<String, ?> options) {
    return make(id, options, Map.of());
  }

  /**
   * {@return a way to step environments of this host together, if it has one}
   *
   * @param envs the environments, of one kind
   */
  public Optional<StepAhead> together(List<GymEnv> envs) {
    return host.together(envs.stream().map(GymEnv::remote).toList()).map(this::gated);
  }

  private StepAhead gated(StepAhead ahead) {
    return (actions, seeds) -> {
      lock.lock();
      try {
        ahead.step(actions, seeds);
      } finally {
        lock.unlock();
      }
    };
  }

  /**
   * {@return the versions of Python and of packages, by name, that an environment's numbers depend
   * on, as far as they are told}
   *
   * @param id such as {@code CartPole-v1}
   */
  public Map<String, String> versions(String id) {
    return versions.apply(id);
  }

  /** {@return whether an episode could not be brought back to where its checkpoint was made} */
  public boolean resumedInexactly() {
    return losses.isResumedInexactly();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook is at work.
      return;
    }
    host.close();
  }
}
