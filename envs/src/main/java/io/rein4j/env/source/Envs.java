package io.rein4j.env.source;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.catalog.PluginFailures;
import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.wrap.TimeLimit;
import io.rein4j.settings.SettingException;
import io.rein4j.text.Suggestion;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The environments of a catalog, by id. */
public final class Envs {

  /** Begins the id of an environment that a Java program gives to a run of its own. */
  public static final String JAVA = "java:";

  /** An id of Gymnasium: a name with a version, and perhaps a namespace. */
  private static final Pattern GYMNASIUM = Pattern.compile("(?:[\\w-]+/)?[\\w.-]+-v[0-9]+");

  private final Catalog catalog;
  private final Map<String, EnvSpec> specs;

  /** What factories of others gave, as long as it is in use. */
  private final List<WeakReference<Env>> given = new ArrayList<>();

  /**
   * Looks up the environments of a catalog.
   *
   * @param catalog what has their specs
   */
  public Envs(Catalog catalog) {
    this.catalog = catalog;
    this.specs = catalog.entries(EnvSpec.class);
  }

  /** {@return the environments of {@linkplain Catalog#standard() all modules}} */
  public static Envs standard() {
    return new Envs(Catalog.standard());
  }

  /** {@return the ids, in the order in which they were registered} */
  public Set<String> ids() {
    return specs.keySet();
  }

  /**
   * {@return what is known of an environment}
   *
   * @param id such as {@code CartPole-v1}
   * @throws IllegalArgumentException if there is no such environment; the sentence names one that
   *     may have been meant, or says where they are listed
   */
  public EnvSpec spec(String id) {
    EnvSpec spec = specs.get(id);
    if (spec == null) {
      throw new SettingException(
          List.of("id", "server"),
          "There is no environment with the id '%s'; %s.".formatted(id, instead(id)));
    }
    return spec;
  }

  private String instead(String id) {
    if (id.startsWith(JAVA)) {
      String name = id.substring(JAVA.length());
      String others =
          specs.keySet().stream()
              .filter(other -> other.startsWith(JAVA))
              .map("'%s'"::formatted)
              .collect(Collectors.joining(", "));
      return others.isEmpty()
          ? "a Java program gave it to its run: go on there, with Run.resume(folder).on(\"%s\", …), try it by a test that extends EnvContract of rein4j-contract, or name a plugin whose module registers it"
              .formatted(name)
          : "there is %s: a run goes on with the name that it began with, so give the environment as on(\"%s\", …)"
              .formatted(others, name);
    }
    String known =
        Suggestion.nearest(id, specs.keySet())
            .map("the nearest is '%s'"::formatted)
            .orElse("the command 'env list' shows those that there are");
    return GYMNASIUM.matcher(id).matches()
        ? "%s; for an environment of Gymnasium, write '%s%s'".formatted(known, EnvSource.GYM, id)
        : known;
  }

  /**
   * Makes an environment with its time limit.
   *
   * @param id such as {@code CartPole-v1}
   * @param options values of its options by name
   * @param inexact hears why an episode could not be brought back to where its state was taken
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, or a value does not
   *     fit
   */
  public Env make(String id, Map<String, ?> options, Consumer<String> inexact) {
    EnvSpec spec = spec(id);
    ModuleOrigin origin = catalog.origin(EnvSpec.class, id);
    Env env =
        origin.isOwn() && !id.startsWith(JAVA)
            ? spec.create(options)
            : foreign(spec, options, origin, inexact);
    return spec.maxEpisodeSteps().isPresent()
        ? new TimeLimit(spec.maxEpisodeSteps().getAsInt()).limit(env)
        : env;
  }

  private Env foreign(
      EnvSpec spec, Map<String, ?> options, ModuleOrigin origin, Consumer<String> inexact) {
    String name =
        spec.id().startsWith(JAVA)
            ? "The environment '%s'".formatted(spec.id())
            : "The environment '%s' of %s".formatted(spec.id(), origin.describe());
    Env env;
    try {
      env = spec.create(options);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (UnsupportedClassVersionError e) {
      throw new IllegalArgumentException(PluginFailures.newerJava(name, e), e);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException("%s cannot be made: it throws %s.".formatted(name, e), e);
    }
    if (env == null) {
      throw new IllegalArgumentException(
          "%s cannot be made: its factory gave none.".formatted(name));
    }
    requireNew(env, name);
    try {
      return new ForeignEnv(env, name, inexact);
    } catch (RuntimeException e) {
      closeAfter(e, env);
      throw e;
    }
  }

  private synchronized void requireNew(Env env, String name) {
    given.removeIf(other -> other.get() == null);
    if (given.stream().anyMatch(other -> other.refersTo(env))) {
      throw new IllegalArgumentException(
          "%s cannot be made: its factory gave the same one twice, but must make a new one each time."
              .formatted(name));
    }
    given.add(new WeakReference<>(env));
  }

  private static void closeAfter(RuntimeException failure, Env env) {
    try {
      env.close();
    } catch (RuntimeException | LinkageError e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Makes an environment with its time limit.
   *
   * @param id such as {@code CartPole-v1}
   * @param options values of its options by name
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment or option, or a value does not
   *     fit
   */
  public Env make(String id, Map<String, ?> options) {
    return make(id, options, reason -> {});
  }

  /**
   * Makes an environment with its time limit and default options.
   *
   * @param id such as {@code CartPole-v1}
   * @return the environment
   * @throws IllegalArgumentException if there is no such environment
   */
  public Env make(String id) {
    return make(id, Map.of());
  }
}
