package io.rein4j.record;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.files.DamagedFileException;
import io.rein4j.train.PluginBuilds;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunFolder;
import io.rein4j.train.StepGoals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The content of {@code provenance.json}: where a run comes from. What another version wrote into
 * it is kept when it is written again.
 */
public final class RunProvenance {

  /** What is not written down. */
  static final String UNKNOWN = "unknown";

  /** The version of Rein4J. */
  static final Column<Provenance> VERSION =
      Column.text("rein4j", "Rein4J", "Version of Rein4J.", Provenance::version);

  /** The commit of Rein4J's own tree. */
  static final Column<Provenance> COMMIT =
      Column.text("git_commit", "commit", "Git commit of Rein4J, if known.", Provenance::commit);

  /** The arguments of the program. */
  static final Column<Provenance> COMMAND_LINE =
      part(
          "command_line",
          "command line",
          "Arguments of the program.",
          Column.Kind.LIST,
          Provenance::commandLine);

  /** The library and the kernel of the linear algebra. */
  static final String BLAS = "blas";

  private static final List<Column<Provenance>> OF_THE_PROGRAM =
      List.of(
          VERSION,
          COMMIT,
          COMMAND_LINE,
          Column.text("host", "host", "Name of the machine.", Provenance::host),
          Column.text(
              "os", "operating system", "Operating system and architecture.", Provenance::os),
          Column.text("processor", "processor", "Model of the processor.", Provenance::processor),
          Column.whole(
              "processors", "processors", "", "Available processors.", Provenance::processors),
          Column.whole(
              "max_heap_bytes",
              "largest heap",
              "bytes",
              "The most memory that the JVM uses for objects.",
              Provenance::maxHeapBytes),
          Column.text("jvm", "JVM", "Name and version of the JVM.", Provenance::jvm),
          part(
              BLAS,
              "linear algebra",
              "Library and kernel of the linear algebra.",
              Column.Kind.OBJECT,
              Provenance::blas));

  /** The modules of plugins. */
  static final Column<Provenance> PLUGINS =
      part(
          "plugins",
          "plugins",
          "The modules that are not Rein4J's own, if there are any, each with its version, its jar"
              + " and the jar's SHA-256.",
          Column.Kind.OBJECT,
          Provenance::plugins);

  private static final Column<RunProvenance> INIT_FROM =
      part(
          "init_from",
          "started from",
          "The run, checkpoint and step whose weights the run started from, if it did.",
          Column.Kind.OBJECT,
          RunProvenance::initFrom);
  private static final Column<RunProvenance> ENVIRONMENT =
      part(
          "environment",
          "environment",
          "Versions of the software that the environments run in, if that is not Rein4J.",
          Column.Kind.OBJECT,
          RunProvenance::environment);
  private static final Column<RunProvenance> EXACT_RESUME =
      Column.flag(
          "exact_resume",
          "exact resume",
          "Whether a resumed run ends exactly as an uninterrupted one.",
          RunProvenance::isExact);

  /** The parts of the run that differ in program or steps. */
  static final Column<RunProvenance> STRETCHES =
      part(
          "stretches",
          "stretches",
          "The parts of the run that were trained by different programs, with different kernels of"
              + " the linear algebra, or towards different numbers of steps; absent if there is"
              + " only one.",
          Column.Kind.LIST,
          provenance -> provenance.stretches(0).fields());

  private static final String RUN = "run";
  private static final String CHECKPOINT = "checkpoint";
  private static final String STEP = "step";

  private final Map<String, Object> fields;
  private final JsonNode object;

  /**
   * Where a run has its first weights from.
   *
   * @param run the folder of the other run
   * @param step the step at which that one had them
   */
  public record InitFrom(String run, long step) {}

  private RunProvenance(Map<String, Object> fields) {
    this.fields = fields;
    this.object = new JsonMapper().valueToTree(fields);
  }

  private static <R> Column<R> part(
      String key, String heading, String description, Column.Kind kind, Function<R, Object> value) {
    return new Column<>(Scope.WHOLE, key, heading, "", description, kind, value);
  }

  /** {@return everything that is said of the file's keys, in order} */
  static List<Column<?>> columns() {
    List<Column<?>> columns = new ArrayList<>(OF_THE_PROGRAM);
    columns.add(PLUGINS);
    columns.addAll(List.of(INIT_FROM, ENVIRONMENT, EXACT_RESUME, STRETCHES));
    return columns;
  }

  /**
   * {@return the provenance of what a program begins}
   *
   * @param program where the program itself comes from
   */
  public static RunProvenance of(Provenance program) {
    Map<String, Object> fields = new LinkedHashMap<>();
    JsonFields.put(fields, OF_THE_PROGRAM, program);
    if (!program.plugins().isEmpty()) {
      JsonFields.put(fields, List.of(PLUGINS), program);
    }
    return new RunProvenance(fields);
  }

  /**
   * {@return what a provenance.json holds}
   *
   * @param file the file
   * @throws DamagedFileException if it is not one JSON object, or lists what are no stretches
   * @throws IOException if it cannot be read
   */
  public static RunProvenance read(Path file) throws IOException {
    JsonNode object = JsonFiles.read(file);
    if (object.has(STRETCHES.key())) {
      Stretches.require(object.path(STRETCHES.key()), file);
    }
    return new RunProvenance(
        new JsonMapper()
            .convertValue(object, new TypeReference<LinkedHashMap<String, Object>>() {}));
  }

  /** Reads a run's provenance; one that says nothing if it has none. */
  static RunProvenance readIfThere(RunFolder folder) throws IOException {
    return Files.exists(folder.provenance()) ? read(folder.provenance()) : unknown();
  }

  /** {@return a provenance that says nothing} */
  public static RunProvenance unknown() {
    return new RunProvenance(new LinkedHashMap<>());
  }

  /** {@return whether it says nothing} */
  public boolean isUnknown() {
    return fields.isEmpty();
  }

  /** {@return the version of Rein4J; "unknown" if that was not written down} */
  public String version() {
    return object.path(VERSION.key()).asText(UNKNOWN);
  }

  /** {@return the modules of plugins, as in {@link Provenance#plugins}; empty if it has none} */
  public Map<String, String> plugins() {
    return texts(object.path(PLUGINS.key()));
  }

  /**
   * {@return that the run was trained with plugins that a catalog does not have, and what to do, in
   * a sentence; empty if it has all of them}
   *
   * @param catalog what the program has
   */
  public Optional<String> absentPlugins(Catalog catalog) {
    Set<String> present =
        catalog.modules().stream().map(ModuleOrigin::module).collect(Collectors.toSet());
    Map<String, String> absent = new LinkedHashMap<>(stretches(0).last().plugins());
    absent.keySet().removeAll(present);
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The run was trained with the plugin%s %s, which the program does not have here: name %s with '--plugins'."
                .formatted(
                    absent.size() == 1 ? "" : "s",
                    absent.entrySet().stream()
                        .map(
                            plugin ->
                                "%s from '%s'"
                                    .formatted(
                                        plugin.getKey(), PluginBuilds.jar(plugin.getValue())))
                        .collect(Collectors.joining(" and ")),
                    absent.size() == 1 ? "it" : "them"));
  }

  /** {@return the kernels of the linear algebra that the run has had, in order, if it says so} */
  public Set<String> blasKernels() {
    return stretches(0).list().stream()
        .map(Stretches.Stretch::blasKernel)
        .filter(kernel -> !kernel.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** {@return the versions of what the environments run in; empty if that is Rein4J} */
  public Map<String, String> environment() {
    return texts(object.path(ENVIRONMENT.key()));
  }

  /** {@return the texts that an object holds by key, in order} */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
    return texts;
  }

  /** {@return whether the run ends as one that is never interrupted; true if it does not say} */
  public boolean isExact() {
    return object.path(EXACT_RESUME.key()).asBoolean(true);
  }

  /** {@return whether the run was to start from the weights of another one} */
  public boolean startsElsewhere() {
    return object.has(INIT_FROM.key());
  }

  /** {@return where the run has its first weights from; empty if they are its own} */
  public Optional<InitFrom> initFrom() {
    JsonNode from = object.path(INIT_FROM.key());
    return from.isObject()
        ? Optional.of(new InitFrom(from.path(RUN).asText(), from.path(STEP).asLong()))
        : Optional.empty();
  }

  /**
   * {@return the stretches of the run}
   *
   * @param steps training.steps in the run's config.yaml
   */
  public Stretches stretches(long steps) {
    return Stretches.of(object, object.path(STRETCHES.key()), steps);
  }

  /**
   * Returns the numbers of steps that the run was ever to take.
   *
   * @param steps training.steps in the run's config.yaml
   */
  StepGoals goals(long steps) {
    return new StepGoals(
        stretches(steps).goals(),
        object.has(STRETCHES.key())
            ? "'%s' in its provenance.json".formatted(STRETCHES.key())
            : "its config.yaml");
  }

  /**
   * {@return everything in it but the weights and stretches that the run has from elsewhere, in
   * words, by what people call it}
   */
  public Map<String, String> inWords() {
    Set<String> others = Set.of(INIT_FROM.key(), STRETCHES.key());
    Map<String, String> words = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!others.contains(field.getKey())) {
        words.put(field.getKey().replace('_', ' '), inWords(field.getValue()));
      }
    }
    return words;
  }

  private static String inWords(JsonNode value) {
    if (value.isArray()) {
      StringJoiner words = new StringJoiner(" ");
      value.forEach(word -> words.add(word.asText()));
      return words.toString();
    }
    if (value.isObject()) {
      StringJoiner parts = new StringJoiner(", ");
      value.properties().forEach(part -> parts.add(part.getKey() + " " + part.getValue().asText()));
      return parts.toString();
    }
    return value.asText();
  }

  /** Returns an error in a file that this run wrote, which says so if another version wrote it. */
  DamagedFileException blamed(DamagedFileException error) {
    String version = version();
    return version.equals(UNKNOWN) || version.equals(Provenance.ownVersion())
        ? error
        : new DamagedFileException(
            "%s Rein4J %s wrote it, and this is %s."
                .formatted(error.getMessage(), version, Provenance.ownVersion()),
            error);
  }

  /** Returns the same, of a run that is to start from the weights of another one. */
  RunProvenance from(String run) {
    return with(INIT_FROM, Map.of(RUN, run));
  }

  /** Returns the same, of a run that has started from a checkpoint of another one. */
  RunProvenance from(String run, String checkpoint, long step) {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put(RUN, run);
    origin.put(CHECKPOINT, checkpoint);
    origin.put(STEP, step);
    return with(INIT_FROM, origin);
  }

  /** Returns the same, of a run in environments, whose versions are empty if they are ours. */
  RunProvenance in(Map<String, String> versions, boolean exact) {
    RunProvenance known = versions.isEmpty() ? this : with(ENVIRONMENT, versions);
    return known.with(EXACT_RESUME, exact);
  }

  RunProvenance with(Stretches stretches) {
    return with(STRETCHES, stretches.fields());
  }

  private RunProvenance with(Column<RunProvenance> column, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(column.key(), value);
    return new RunProvenance(changed);
  }

  /**
   * Writes it in place of what the file held before.
   *
   * @param file the file
   * @throws IOException if it cannot be written; what was there stays
   */
  public void write(Path file) throws IOException {
    JsonFiles.write(file, fields);
  }
}
