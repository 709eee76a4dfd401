package io.rein4j.env.source;

import io.rein4j.env.Env;
import io.rein4j.env.StepAhead;
import io.rein4j.env.gym.GymEnv;
import io.rein4j.env.gym.GymHost;
import io.rein4j.env.gym.GymSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A source of environments of one id and options: this process, Python processes, or a server. It
 * owns what they live in, and not the environments.
 */
public final class EnvSource implements AutoCloseable {

  /** Begins the id of an environment that lives in Python. */
  public static final String GYM = "gym:";

  private final Envs envs;
  private final String id;
  private final Map<String, ?> options;
  private final Map<String, ?> resetOptions;
  private final @Nullable GymHost host;
  private final Consumer<String> notices;
  private boolean playedInexactly;
  private OptionalInt maxEpisodeSteps = OptionalInt.empty();
  private OptionalInt frameStack = OptionalInt.empty();

  private EnvSource(
      Envs envs,
      String id,
      Map<String, ?> options,
      Map<String, ?> resetOptions,
      @Nullable GymHost host,
      Consumer<String> notices) {
    this.envs = envs;
    this.notices = notices;
    this.id = id;
    this.options = options;
    this.resetOptions = resetOptions;
    this.host = host;
  }

  /**
   * Opens a source; Python or a server is started or asked now, environments are made later.
   *
   * @param envs the environments of this process
   * @param id such as {@code CartPole-v1}, or {@code gym:CartPole-v1} for Gymnasium's own
   * @param options values of its options by name
   * @param resetOptions what every reset of an environment in Python is given, by name; none if
   *     empty
   * @param server the address of the server that it lives on, or null
   * @param settings how Python or the server is reached
   * @param notices hears a sentence of everything that is not as it should be and is coped with
   * @return the source
   * @throws IllegalArgumentException if there is no such environment, or no such server's address
   */
  public static EnvSource open(
      Envs envs,
      String id,
      Map<String, ?> options,
      Map<String, ?> resetOptions,
      @Nullable String server,
      GymSettings settings,
      Consumer<String> notices) {
    if (server != null) {
      return new EnvSource(
          envs, id, options, resetOptions, GymHost.server(server, settings, notices), notices);
    }
    if (id.startsWith(GYM)) {
      return new EnvSource(
          envs,
          id.substring(GYM.length()),
          options,
          resetOptions,
          GymHost.python(settings, notices),
          notices);
    }
    envs.spec(id);
    return new EnvSource(envs, id, options, Map.of(), null, notices);
  }

  /**
   * Makes an environment with its time limit.
   *
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, or a value does not
   *     fit
   */
  public Env make() {
    if (host == null) {
      maxEpisodeSteps = envs.spec(id).maxEpisodeSteps();
      return envs.make(id, options, this::notePlayedInexactly);
    }
    GymEnv env = host.make(id, options, resetOptions);
    maxEpisodeSteps = env.maxEpisodeSteps();
    frameStack = env.frameStack();
    return env;
  }

  /**
   * Makes an environment with its time limit that draws itself, if it can.
   *
   * @return the environment, which may have no {@link Env#renderer}
   * @throws IllegalArgumentException if there is no such environment or option, or a value does not
   *     fit
   */
  public Env makeDrawn() {
    return host == null ? make() : host.makeDrawn(id, options, resetOptions);
  }

  private void notePlayedInexactly(String sentence) {
    playedInexactly = true;
    notices.accept(sentence);
  }

  /** {@return the step after which an episode is truncated, as told by the last one made} */
  public OptionalInt maxEpisodeSteps() {
    return maxEpisodeSteps;
  }

  /**
   * {@return how many observations a wrapper in Python stacks to one, if the last one made tells
   * that there is one}
   */
  public OptionalInt frameStack() {
    return frameStack;
  }

  /**
   * {@return a way to step environments ahead, if they live where that is faster}
   *
   * @param envs environments that this source has made
   */
  public Optional<StepAhead> together(List<Env> envs) {
    if (host == null) {
      return Optional.empty();
    }
    List<GymEnv> remote = new ArrayList<>();
    for (Env env : envs) {
      if (env instanceof GymEnv gym) {
        remote.add(gym);
      }
    }
    return host.together(remote);
  }

  /**
   * {@return the versions of Python and of packages, by name, that the environments' numbers depend
   * on; empty if they do not live in Python, or it does not tell}
   */
  public Map<String, String> versions() {
    return host == null ? Map.of() : host.versions(id);
  }

  /** {@return whether an episode could not be brought back to where its checkpoint was made} */
  public boolean resumedInexactly() {
    return playedInexactly || (host != null && host.resumedInexactly());
  }

  @Override
  public void close() {
    if (host != null) {
      host.close();
    }
  }
}
