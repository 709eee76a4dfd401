package io.rein4j.env.gym;

import io.rein4j.env.StepAhead;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host of environments: a server, or Python processes. */
interface RemoteHost extends AutoCloseable {

  /**
   * Makes an environment.
   *
   * @param options what it is made with
   * @param resetOptions what every reset is given; none if empty
   * @throws IllegalArgumentException if there is no such environment or option
   */
  RemoteEnv make(String id, Map<String, ?> options, Map<String, ?> resetOptions) throws IOException;

  /** Returns a way to step these environments together, if there is one. */
  Optional<StepAhead> together(List<RemoteEnv> remotes);

  @Override
  void close();
}
