package io.rein4j.agent;

import io.rein4j.clip.UpdateReport;

/** A listener to every attempted update. */
@FunctionalInterface
public interface UpdateListener {

  /** Hears nothing. */
  UpdateListener NONE = report -> {};

  /**
   * Called after each attempted update, before the next.
   *
   * @param report what the clipping stage did; valid during the call only
   */
  void updated(UpdateReport report);
}
