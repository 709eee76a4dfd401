package io.rein4j.env.wrap;

import java.util.Map;

/** The kinds of wrapper by name. */
public final class Wrappers {

  /** The settings record of each kind of wrapper, by its {@code type} in a config. */
  public static final Map<String, Class<? extends Wrapper>> TYPES =
      Map.ofEntries(
          Map.entry("action-repeat", ActionRepeat.class),
          Map.entry("frame-stack", FrameStack.class),
          Map.entry("observation-mask", ObservationMask.class),
          Map.entry("observation-normalization", ObservationNormalization.class),
          Map.entry("reward-clip", RewardClip.class),
          Map.entry("reward-noise", RewardNoise.class),
          Map.entry("reward-normalization", RewardNormalization.class),
          Map.entry("reward-scale", RewardScale.class),
          Map.entry("sticky-actions", StickyActions.class),
          Map.entry("time-limit", TimeLimit.class));

  private Wrappers() {}
}
