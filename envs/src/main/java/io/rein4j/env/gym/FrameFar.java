package io.rein4j.env.gym;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.env.StepAhead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whatever answers frames: Python processes, or a server that is asked in sessions. */
final class FrameFar implements Far {

  private final List<FrameChannel> channels;
  private final GymSettings settings;
  private final Set<FrameLink> links = Collections.newSetFromMap(new IdentityHashMap<>());
  private final boolean outlives;
  private int next;

  /**
   * Makes one.
   *
   * @param channels the ways there, used in turn
   * @param outlives whether what is there stays when the channels are closed
   */
  FrameFar(List<? extends FrameChannel> channels, GymSettings settings, boolean outlives) {
    this.channels = List.copyOf(channels);
    this.settings = settings;
    this.outlives = outlives;
  }

  @Override
  public Link make(String id, Map<String, ?> options) throws IOException {
    FrameChannel channel = channels.get(next);
    next = (next + 1) % channels.size();
    try {
      FrameLink link =
          new FrameLink(channel, order(id, options).toString().getBytes(StandardCharsets.UTF_8));
      links.removeIf(other -> !other.isAlive());
      links.add(link);
      return link;
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private ObjectNode order(String id, Map<String, ?> options) {
    ObjectNode order = GymHttpClient.object().put("env_id", id);
    ObjectNode keywords = order.putObject("options");
    options.forEach((key, value) -> keywords.putPOJO(key.replace('-', '_'), value));
    ObjectNode changes = order.putObject("settings");
    changes.put("frame_skip", settings.frameSkip()).put("grayscale", settings.grayscale());
    changes.put("resize", settings.resize()).put("max_episode_steps", settings.maxEpisodeSteps());
    return order;
  }

  @Override
  public Optional<StepAhead> together(List<Link> wanted) {
    List<FrameLink> found = new ArrayList<>();
    for (Link link : wanted) {
      if (link instanceof FrameLink frameLink) {
        found.add(frameLink);
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new FramesAhead(found));
  }

  @Override
  public void close() {
    if (outlives) {
      for (FrameLink link : links) {
        try {
          link.close();
        } catch (IOException e) {
          // A server that is gone has no environments either; else its lease frees them.
          break;
        }
      }
    }
    links.clear();
    channels.forEach(FrameChannel::close);
  }
}
