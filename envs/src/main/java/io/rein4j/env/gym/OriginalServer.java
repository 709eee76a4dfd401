package io.rein4j.env.gym;

import io.rein4j.env.StepAhead;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A server that speaks gym-http-api, and the environments that were made on it. */
final class OriginalServer implements RemoteHost {

  private final URI address;
  private final GymSettings settings;
  private final LossPolicy losses;
  private final GymHttpClient client;
  private final Set<String> instances = ConcurrentHashMap.newKeySet();

  /**
   * Makes one.
   *
   * @param notices hears a sentence when the server cannot be reached and is tried again
   */
  OriginalServer(URI address, GymSettings settings, LossPolicy losses, Consumer<String> notices) {
    this.address = address;
    this.settings = settings;
    this.losses = losses;
    Duration time = settings.answerTime();
    this.client =
        new GymHttpClient(
            new HttpWire(address, time, false, ServerGreeting.token()), time, notices);
  }

  @Override
  public RemoteEnv make(String id, Map<String, ?> options, Map<String, ?> resetOptions)
      throws IOException {
    if (!resetOptions.isEmpty()) {
      throw new IllegalArgumentException(
          "The server at %s speaks gym-http-api, whose resets take no options, so 'reset-options' cannot be sent; 'rein4j gym-server' takes them."
              .formatted(address));
    }
    if (!options.isEmpty() || settings.preprocesses()) {
      throw new IllegalArgumentException(
          "The server at %s speaks gym-http-api, which knows no options and changes no observations; 'rein4j gym-server' does."
              .formatted(address));
    }
    if (settings.actionMask()) {
      throw new IllegalArgumentException(
          "The server at %s speaks gym-http-api, whose resets tell no 'info', so there is no 'action-mask'; 'rein4j gym-server' has it."
              .formatted(address));
    }
    return new HttpEnv(client, id, settings, instances, losses);
  }

  @Override
  public Optional<StepAhead> together(List<RemoteEnv> remotes) {
    return Optional.empty();
  }

  /** Frees what is left on the server; it would keep it for ever. */
  @Override
  public void close() {
    // A connection of its own: at the program's end the other may be in use.
    try (GymHttpClient last =
        new GymHttpClient(
            new HttpWire(address, GymHost.FAREWELL, false, ServerGreeting.token()),
            Duration.ZERO)) {
      for (String instance : Set.copyOf(instances)) {
        instances.remove(instance);
        last.close(instance);
      }
    } catch (IOException e) {
      // A server that is gone has no environments either.
    }
    client.close();
  }
}
