package io.rein4j.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rein4j.files.DamagedFileException;
import io.rein4j.text.Printable;
import io.rein4j.train.Provenance;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The stretches of a run: which part of it was trained towards which number of steps, and by which
 * program. provenance.json lists them once there is more than one; until then it tells of the only
 * one itself.
 *
 * @param list the stretches in their order, at least one
 */
public record Stretches(List<Stretch> list) {

  /** What begins the sentence of an extension. */
  static final String EXTENDED = "Extended at step ";

  private static final String FROM_STEP = "from_step";
  private static final String TO_STEP = "to_step";
  private static final String BEGAN = "began";
  private static final String KERNEL = "kernel";

  /**
   * A part of a run.
   *
   * @param fromStep the step at which it began
   * @param toStep the number of steps that the run was to take from then on
   * @param version of Rein4J
   * @param commit of Rein4J's own tree
   * @param plugins the modules of plugins, as in {@link Provenance#plugins}
   * @param blas library and kernel of the linear algebra, as in {@link Provenance#blas}
   * @param commandLine the arguments of the program
   * @param began when, in ISO 8601; empty if that was not written down
   */
  public record Stretch(
      long fromStep,
      long toStep,
      String version,
      String commit,
      Map<String, String> plugins,
      Map<String, String> blas,
      List<String> commandLine,
      String began) {

    public Stretch {
      plugins = Collections.unmodifiableMap(new LinkedHashMap<>(plugins));
      blas = Collections.unmodifiableMap(new LinkedHashMap<>(blas));
      commandLine = List.copyOf(commandLine);
    }

    /** Returns the stretch that begins now. */
    static Stretch beginning(long fromStep, long toStep, Provenance program) {
      return new Stretch(
          fromStep,
          toStep,
          program.version(),
          program.commit(),
          program.plugins(),
          program.blas(),
          program.commandLine(),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /**
     * Returns whether Rein4J was the same; a commit that is not known is no other. Its plugins may
     * have been others.
     */
    boolean sameRein4j(Stretch other) {
      return version.equals(other.version)
          && (commit.equals(other.commit)
              || commit.equals(RunProvenance.UNKNOWN)
              || other.commit.equals(RunProvenance.UNKNOWN));
    }

    /** {@return the kernel of the linear algebra; empty if that was not written down} */
    public String blasKernel() {
      return blas.getOrDefault(KERNEL, "");
    }

    /** Returns whether linear algebra rounds alike; a kernel that is not known is no other. */
    boolean sameKernel(Stretch other) {
      return blasKernel().isEmpty()
          || other.blasKernel().isEmpty()
          || blasKernel().equals(other.blasKernel());
    }

    /** {@return version and commit of the program, as provenance.json names them} */
    public Map<String, String> program() {
      Map<String, String> program = new LinkedHashMap<>();
      program.put(RunProvenance.VERSION.key(), version);
      program.put(RunProvenance.COMMIT.key(), commit);
      return program;
    }

    private Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(FROM_STEP, fromStep);
      fields.put(TO_STEP, toStep);
      fields.putAll(program());
      if (!plugins.isEmpty()) {
        fields.put(RunProvenance.PLUGINS.key(), plugins);
      }
      if (!blas.isEmpty()) {
        fields.put(RunProvenance.BLAS, blas);
      }
      fields.put(RunProvenance.COMMAND_LINE.key(), commandLine);
      fields.put(BEGAN, began);
      return fields;
    }
  }

  public Stretches {
    list = List.copyOf(list);
  }

  /**
   * Returns the stretches that a run's provenance tells of.
   *
   * @param provenance provenance.json, which is the only stretch if it lists none
   * @param listed those that it lists
   * @param steps training.steps in the run's config.yaml
   */
  static Stretches of(JsonNode provenance, JsonNode listed, long steps) {
    List<Stretch> found = new ArrayList<>();
    // What is told beside the list is of the first stretch that does not tell it itself.
    JsonNode blas = provenance.path(RunProvenance.BLAS);
    for (JsonNode stretch : listed) {
      JsonNode own = stretch.path(RunProvenance.BLAS);
      found.add(
          of(
              stretch,
              own.isMissingNode() ? blas : own,
              stretch.path(FROM_STEP).asLong(),
              stretch.path(TO_STEP).asLong()));
      if (own.isMissingNode()) {
        blas = MissingNode.getInstance();
      }
    }
    if (found.isEmpty()) {
      found.add(of(provenance, blas, 0, steps));
    }
    return new Stretches(found);
  }

  /**
   * Makes sure that what provenance.json lists are stretches: each is to take as many steps as the
   * one before it, or more.
   *
   * @param listed what it lists
   * @param file provenance.json
   * @throws DamagedFileException if they are none
   */
  static void require(JsonNode listed, Path file) throws DamagedFileException {
    String place = "%s, '%s'".formatted(file, RunProvenance.STRETCHES.key());
    if (!listed.isArray() || listed.isEmpty()) {
      throw new DamagedFileException(
          "%s: '%s' should be a list with at least one stretch, but is %s."
              .formatted(
                  file, RunProvenance.STRETCHES.key(), Printable.excerpt(listed.toString())));
    }
    long toStep = 1;
    for (int i = 0; i < listed.size(); i++) {
      JsonFields stretch = JsonFields.of(listed.get(i), "%s, %s".formatted(place, i + 1));
      stretch.requireObject();
      if (i == 0) {
        stretch.require(FROM_STEP, 0, 0);
      } else {
        stretch.require(FROM_STEP, 0, Long.MAX_VALUE);
      }
      toStep = stretch.require(TO_STEP, toStep, Long.MAX_VALUE);
    }
  }

  private static Stretch of(JsonNode fields, JsonNode blas, long fromStep, long toStep) {
    List<String> commandLine = new ArrayList<>();
    fields.path(RunProvenance.COMMAND_LINE.key()).forEach(word -> commandLine.add(word.asText()));
    return new Stretch(
        fromStep,
        toStep,
        fields.path(RunProvenance.VERSION.key()).asText(RunProvenance.UNKNOWN),
        fields.path(RunProvenance.COMMIT.key()).asText(RunProvenance.UNKNOWN),
        RunProvenance.texts(fields.path(RunProvenance.PLUGINS.key())),
        RunProvenance.texts(blas),
        commandLine,
        fields.path(BEGAN).asText());
  }

  /** {@return the number of steps that the run is to take} */
  public long goal() {
    return last().toStep();
  }

  /** {@return every number of steps that the run was ever to take} */
  public Set<Long> goals() {
    return list.stream().map(Stretch::toStep).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** {@return the latest stretch} */
  public Stretch last() {
    return list.get(list.size() - 1);
  }

  /**
   * {@return the stretch that made a checkpoint}
   *
   * @param step the checkpoint's
   */
  public Stretch thatReached(long step) {
    return list.get(lastFrom(step - 1));
  }

  /** Returns the index of the last stretch that began at a step or before it. */
  private int lastFrom(long step) {
    int last = list.size() - 1;
    while (last > 0 && list.get(last).fromStep() > step) {
      last--;
    }
    return last;
  }

  /** {@return the stretches in which the run was to take more steps than in the one before} */
  public List<Stretch> extensions() {
    List<Stretch> extensions = new ArrayList<>();
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i).toStep() > list.get(i - 1).toStep()) {
        extensions.add(list.get(i));
      }
    }
    return extensions;
  }

  /** {@return such as "Extended at step 50,000 to 200,000 steps." for each extension} */
  public List<String> sentences() {
    return extensions().stream()
        .map(
            stretch ->
                "%s%s to %s steps."
                    .formatted(
                        EXTENDED,
                        Numbers.grouped(stretch.fromStep()),
                        Numbers.grouped(stretch.toStep())))
        .toList();
  }

  /** Returns what is left of them where a run goes on from a step that is not its last. */
  Stretches upTo(long step) {
    return new Stretches(list.subList(0, lastFrom(step) + 1));
  }

  /** Returns these and another. */
  Stretches with(Stretch next) {
    List<Stretch> all = new ArrayList<>(list);
    all.add(next);
    return new Stretches(all);
  }

  /** Returns them as provenance.json lists them. */
  List<Map<String, Object>> fields() {
    return list.stream().map(Stretch::fields).toList();
  }
}
