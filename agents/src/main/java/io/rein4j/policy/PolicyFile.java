package io.rein4j.policy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.Layer;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.model.BoundsModel;
import io.rein4j.state.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The format of policy files. Numbers are big endian:
 *
 * <table>
 *   <caption>The parts of a file</caption>
 *   <tr><td>8 bytes</td><td>89 52 34 4a 50 0d 0a 1a, as no text begins</td></tr>
 *   <tr><td>int</td><td>the version, {@value #VERSION}</td></tr>
 *   <tr><td>long</td><td>the number of bytes of the content</td></tr>
 *   <tr><td>content</td><td>as {@link State} has it: origin, spaces and what is made of
 *       observations, layers, parameters</td></tr>
 *   <tr><td>int</td><td>CRC-32C of all that stands before</td></tr>
 * </table>
 *
 * <p>The checksum shows damage, not who wrote the file; a cryptographic one would cost a JVM more
 * time at its start than all else here. No number in a file is believed: memory is taken as the
 * bytes come that it promises.
 */
final class PolicyFile {

  private static final byte[] MAGIC = {(byte) 0x89, 'R', '4', 'J', 'P', '\r', '\n', 0x1a};
  private static final int VERSION = 1;
  private static final int HEADER = MAGIC.length + Integer.BYTES + Long.BYTES;
  private static final int CHECKSUM = Integer.BYTES;
  private static final String AGAIN = "copy it again, or export its run again";

  /** What content is read on. */
  private static final PolicyContent BLANK =
      new PolicyContent(
          Map.of(),
          Box.of(0, 0, 1),
          List.of(),
          new Discrete(1),
          new PolicyLayers(
              Parameters.fixed(ParameterLayout.builder().build(), new float[0]),
              Sequential.of(
                  new Bounds(new BoundsModel("", new float[1], new float[1], false, false))),
              List.of(),
              false,
              null));

  private PolicyFile() {}

  static void write(PolicyContent content, OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content(content, State.writing(new DataOutputStream(bytes)));
    byte[] header =
        ByteBuffer.allocate(HEADER).put(MAGIC).putInt(VERSION).putLong(bytes.size()).array();
    byte[] body = bytes.toByteArray();
    out.write(header);
    out.write(body);
    out.write(ByteBuffer.allocate(CHECKSUM).putInt(checksum(header, body)).array());
    out.flush();
  }

  static PolicyContent read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file);
    } catch (NoSuchFileException e) {
      throw new IOException("There is no policy file '" + file + "'.", e);
    }
  }

  private static PolicyContent read(InputStream in, Path file) throws IOException {
    byte[] header = bytes(in, HEADER, file);
    int begin = Math.min(header.length, MAGIC.length);
    if (header.length == 0 || !Arrays.equals(header, 0, begin, MAGIC, 0, begin)) {
      throw new IOException(
          "'%s' is no policy file of Rein4J: 'rein4j export RUN --format policy' writes one."
              .formatted(file));
    }
    requireWhole(header.length, HEADER, file);
    ByteBuffer numbers = ByteBuffer.wrap(header).position(MAGIC.length);
    int version = numbers.getInt();
    long length = numbers.getLong();
    if (version != VERSION) {
      throw new IOException(
          "'%s' is a policy file of version %s, but this Rein4J reads version %s: export its run again with this Rein4J, or load it with the one that wrote it."
              .formatted(file, version, VERSION));
    }
    if (length < 0 || length > Integer.MAX_VALUE - CHECKSUM) {
      throw altered(file);
    }
    byte[] body = bytes(in, (int) length, file);
    requireWhole(body.length, length, file);
    byte[] checksum = bytes(in, CHECKSUM + 1, file);
    requireWhole(checksum.length, CHECKSUM, file);
    if (checksum.length > CHECKSUM
        || ByteBuffer.wrap(checksum).getInt() != checksum(header, body)) {
      throw altered(file);
    }
    return content(body, file);
  }

  private static byte[] bytes(InputStream in, int count, Path file) throws IOException {
    try {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new IOException(
          "Cannot read the policy file '%s': %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static void requireWhole(int found, long expected, Path file) throws IOException {
    if (found < expected) {
      throw new IOException(
          "The policy file '%s' has been cut, as its end is missing: %s.".formatted(file, AGAIN));
    }
  }

  private static IOException altered(Path file) {
    return new IOException(
        "The policy file '%s' is not as it was written, as its checksum shows: %s."
            .formatted(file, AGAIN));
  }

  private static int checksum(byte[] header, byte[] body) {
    CRC32C checksum = new CRC32C();
    checksum.update(header);
    checksum.update(body);
    return (int) checksum.getValue();
  }

  private static PolicyContent content(byte[] body, Path file) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    try {
      PolicyContent content = content(BLANK, State.reading(new DataInputStream(bytes)));
      if (bytes.available() > 0) {
        throw new IOException("There are %s bytes too many.".formatted(bytes.available()));
      }
      return content;
    } catch (EOFException e) {
      throw noPolicy(file, "It ends too early.", e);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw noPolicy(file, e.getMessage(), e);
    }
  }

  private static IOException noPolicy(Path file, @Nullable String reason, Exception cause) {
    return new IOException(
        "The policy file '%s' fits its checksum, but holds no policy that this Rein4J can act by. %s"
            .formatted(file, reason),
        cause);
  }

  private static PolicyContent content(PolicyContent present, State state) throws IOException {
    List<Entry> entries = new ArrayList<>();
    present.origin().forEach((name, value) -> entries.add(new Entry(name, value)));
    Map<String, String> origin = new LinkedHashMap<>();
    for (Entry entry : state.renewed(entries, Entry.BLANK, Entry::of)) {
      origin.put(entry.name, entry.value);
    }
    Space observations = SpaceState.of(present.observations(), state);
    List<ObservationStep> steps =
        state.renewed(present.steps(), ObservationStepState.BLANK, ObservationStepState::of);
    Space actions = SpaceState.of(present.actions(), state);
    return new PolicyContent(origin, observations, steps, actions, layers(present.layers(), state));
  }

  private static PolicyLayers layers(PolicyLayers present, State state) throws IOException {
    Sequential network = new Sequential(LayerState.of(present.network().layers(), state));
    List<Layer> behind = LayerState.of(present.behind(), state);
    boolean draws = state.of(present.draws());
    Layer known = present.logDeviations();
    List<Layer> deviations = LayerState.of(known == null ? List.of() : List.of(known), state);
    if (deviations.size() > 1) {
      throw new IOException("It has deviations %s times.".formatted(deviations.size()));
    }
    Layer logDeviations = deviations.isEmpty() ? null : deviations.get(0);
    ParameterLayout layout = PolicyContent.layout(network, behind, logDeviations);
    float[] values = state.renewed(present.parameters().values(), layout.size());
    return new PolicyLayers(
        Parameters.fixed(layout, values), network, behind, draws, logDeviations);
  }

  /** A line of where a policy comes from. */
  private record Entry(String name, String value) {

    private static final Entry BLANK = new Entry("", "");

    Entry of(State state) throws IOException {
      return new Entry(state.of(name), state.of(value));
    }
  }
}
