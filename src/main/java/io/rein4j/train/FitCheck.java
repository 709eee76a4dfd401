package io.rein4j.train;

import io.rein4j.agent.AgentContext;
import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.random.RandomStreams;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes sure, before anything is trained, that the agents of many configs fit their environments.
 * Environments of equal settings are made once, as that may start Python or ask a server.
 */
@Incubating
public final class FitCheck {

  private final Catalog catalog;
  private final Map<EnvSettings, AgentContext> contexts = new HashMap<>();

  /**
   * Starts with no environments.
   *
   * @param catalog what has the environments of this process
   */
  public FitCheck(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Makes sure that a config's agent and environment can be made and fit.
   *
   * @param config the settings
   * @throws IllegalArgumentException if they do not
   */
  public void require(RunConfig config) {
    AgentContext like = contexts.computeIfAbsent(config.env(), env -> context(config));
    Trainer.createAgent(
        config,
        new AgentContext(
                like.observations(),
                like.actions(),
                like.environments(),
                config.training().steps(),
                new RandomStreams(config.seed()),
                like.episodeLimit())
            .masked(like.maskSize()));
  }

  private AgentContext context(RunConfig config) {
    try (RunEnvironments environments =
        new RunEnvironments(
            catalog, config.env(), config.seed(), config.agent().gamma(), notice -> {})) {
      return environments.context(config.training().steps());
    }
  }
}
