package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.env.StepAhead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A host that answers frames: Python processes, or a server that is asked in sessions. */
final class FrameHost implements RemoteHost {

  private final List<FrameChannel> channels;
  private final GymSettings settings;
  private final Set<FrameEnv> remotes = Collections.newSetFromMap(new IdentityHashMap<>());
  private final @Nullable FrameChannel closingChannel;
  private int next;

  /**
   * Makes one.
   *
   * @param channels the ways there, used in turn
   * @param closingChannel the way by which environments are freed in the end, if they would stay
   *     when the channels are closed; at the program's end these may be in use
   */
  FrameHost(
      List<? extends FrameChannel> channels,
      GymSettings settings,
      @Nullable FrameChannel closingChannel) {
    this.channels = List.copyOf(channels);
    this.settings = settings;
    this.closingChannel = closingChannel;
  }

  @Override
  public RemoteEnv make(String id, Map<String, ?> options, Map<String, ?> resetOptions)
      throws IOException {
    FrameChannel channel = channels.get(next);
    next = (next + 1) % channels.size();
    channel.open();
    requireCapabilities(channel.greeting(), options, resetOptions);
    try {
      FrameEnv remote =
          new FrameEnv(
              channel,
              order(id, options, resetOptions).toString().getBytes(StandardCharsets.UTF_8),
              settings.actionMask());
      remotes.removeIf(other -> !other.isHeld());
      remotes.add(remote);
      return remote;
    } catch (RefusedException e) {
      throw new EnvRefusedException(e);
    }
  }

  private void requireCapabilities(
      Greeting greeting, Map<String, ?> options, Map<String, ?> resetOptions) {
    if (!options.isEmpty()) {
      greeting.require(Capability.OPTIONS, "env.options");
    }
    if (settings.preprocesses() || settings.maxEpisodeSteps() != null) {
      greeting.require(Capability.OPTIONS, "env.gym");
    }
    if (settings.begins()) {
      greeting.require(Capability.FIRST_ACTIONS, "env.gym");
    }
    if (settings.episodicLife()) {
      greeting.require(Capability.EPISODIC_LIFE, "env.gym.episodic-life");
    }
    if (settings.actionMask()) {
      greeting.require(Capability.ACTION_MASK, "env.gym.action-mask");
    }
    if (!resetOptions.isEmpty()) {
      greeting.require(Capability.RESET_OPTIONS, "env.reset-options");
    }
  }

  private ObjectNode order(String id, Map<String, ?> options, Map<String, ?> resetOptions) {
    ObjectNode order = GymHttpClient.object().put("env_id", id);
    ObjectNode keywords = order.putObject("options");
    options.forEach((key, value) -> keywords.putPOJO(key.replace('-', '_'), value));
    ObjectNode changes = order.putObject("settings");
    changes.put("frame_skip", settings.frameSkip()).put("grayscale", settings.grayscale());
    changes.put("resize", settings.resize()).put("max_episode_steps", settings.maxEpisodeSteps());
    changes.put("no_op_start", settings.noOpStart()).put("fire_on_reset", settings.fireOnReset());
    if (settings.episodicLife()) {
      changes.put("episodic_life", true);
    }
    if (settings.actionMask()) {
      changes.put("action_mask", true);
    }
    if (!resetOptions.isEmpty()) {
      changes.putPOJO("reset_options", resetOptions);
    }
    return order;
  }

  @Override
  public Optional<StepAhead> together(List<RemoteEnv> wanted) {
    List<FrameEnv> found = new ArrayList<>();
    for (RemoteEnv remote : wanted) {
      if (remote instanceof FrameEnv frameEnv) {
        found.add(frameEnv);
      }
    }
    boolean ahead =
        !found.isEmpty()
            && found.stream()
                .allMatch(remote -> remote.channel().greeting().has(Capability.AUTORESET));
    return ahead ? Optional.of(new FramesAhead(found)) : Optional.empty();
  }

  @Override
  public void close() {
    if (closingChannel != null) {
      try (closingChannel) {
        if (channels.stream().noneMatch(FrameChannel::hasGivenUp)) {
          free(closingChannel);
        }
      } catch (IOException e) {
        // A server that is gone has no environments either; else its lease frees them.
      }
    }
    remotes.clear();
    channels.forEach(FrameChannel::close);
  }

  private void free(FrameChannel channel) throws IOException {
    int[] handles = remotes.stream().filter(FrameEnv::isHeld).mapToInt(FrameEnv::handle).toArray();
    if (handles.length > 0) {
      ByteBuffer frame = channel.begin(1 + (1 + handles.length) * Integer.BYTES);
      frame.put((byte) FrameChannel.CLOSE).putInt(handles.length);
      for (int handle : handles) {
        frame.putInt(handle);
      }
      channel.send(1);
      channel.receive();
    }
  }
}
