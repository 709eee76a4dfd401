package io.rein4j.train;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The memory that a run's settings ask for, against what Java may use. */
final class RunMemory {

  /** A return and a length: as elements of arrays, as objects, and as references to those. */
  private static final int BYTES_PER_EPISODE = 64;

  /** An environment with its random numbers, its monitor and its place in the vector. */
  private static final int BYTES_PER_ENVIRONMENT = 512;

  private static final double LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private RunMemory() {}

  /**
   * Refuses more environments than there is memory for.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  static void requireEnvironments(int count) {
    requireFit(
        List.of(new MemoryNeed("env.count", (double) count * BYTES_PER_ENVIRONMENT, count)),
        Runtime.getRuntime().maxMemory());
  }

  /**
   * Refuses settings that need more memory than there is.
   *
   * @throws IllegalArgumentException if they do
   */
  static void require(RunConfig config, AgentContext context) {
    requireFit(needs(config, context), Runtime.getRuntime().maxMemory());
  }

  /**
   * {@return the refusal of settings whose memory there was not after all}
   *
   * @param e says so
   */
  static IllegalArgumentException refusal(
      RunConfig config, AgentContext context, OutOfMemoryError e) {
    return new IllegalArgumentException(
        shortage(needs(config, context), Runtime.getRuntime().maxMemory()), e);
  }

  /** What is known beforehand fits, but there is more that takes memory. */
  static String shortage(List<MemoryNeed> needs, long most) {
    MemoryNeed largest = largest(needs);
    return "Java ran out of the %s of memory that it may use while the agent was made: of it the settings ask for %s, '%s' alone for %s, and what remains is too little for everything else. Choose a smaller one, or give Java more, as in JAVA_TOOL_OPTIONS=-Xmx16g."
        .formatted(
            describe((double) most),
            describe(sum(needs)),
            largest.key(),
            describe(largest.bytes()));
  }

  private static List<MemoryNeed> needs(RunConfig config, AgentContext context) {
    List<MemoryNeed> needs = new ArrayList<>();
    for (MemoryNeed need : config.agent().memory(context)) {
      needs.add(new MemoryNeed("agent." + need.key(), need.bytes(), need.longest()));
    }
    double episodes = config.evaluation().episodes();
    needs.add(new MemoryNeed("evaluation.episodes", episodes * BYTES_PER_EPISODE, episodes));
    return needs;
  }

  static void requireFit(List<MemoryNeed> needs, long most) {
    for (MemoryNeed need : needs) {
      if (need.longest() > LONGEST_ARRAY) {
        throw new IllegalArgumentException(
            "'%s' asks for an array of more than 2,147,483,647 elements, and %s of memory: choose a smaller one."
                .formatted(need.key(), describe(need.bytes())));
      }
    }
    if (sum(needs) > most) {
      throw new IllegalArgumentException(sentence(needs, most));
    }
  }

  private static double sum(List<MemoryNeed> needs) {
    return needs.stream().mapToDouble(MemoryNeed::bytes).sum();
  }

  private static String sentence(List<MemoryNeed> needs, long most) {
    MemoryNeed largest = largest(needs);
    return "The run needs %s of memory or more, of which '%s' takes %s, but Java may use %s: choose a smaller one, or give Java more, as in JAVA_TOOL_OPTIONS=-Xmx16g."
        .formatted(
            describe(sum(needs)),
            largest.key(),
            describe(largest.bytes()),
            describe((double) most));
  }

  private static MemoryNeed largest(List<MemoryNeed> needs) {
    return needs.stream().max(Comparator.comparingDouble(MemoryNeed::bytes)).orElseThrow();
  }

  private static String describe(double bytes) {
    double mebi = bytes / (1 << 20);
    return mebi < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", Math.max(1, mebi))
        : String.format(Locale.ROOT, "%.1f GiB", mebi / 1024);
  }
}
