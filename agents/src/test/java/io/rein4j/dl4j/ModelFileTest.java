package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Model files of strangers: configuration and numbers, and nothing else. */
@Timeout(60)
class ModelFileTest {

  /** Of {@link Networks}. */
  private static final int PARAMETERS = 32;

  private static final MultiLayerNetwork NETWORK = Networks.network(new Sgd(1));
  private static final AtomicBoolean WAS_READ = new AtomicBoolean();

  @TempDir Path folder;

  /** Says that it was deserialised. */
  private static final class Telltale implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
      WAS_READ.set(true);
      throw new InvalidObjectException("told");
    }
  }

  private static Sequential layers(Path file) {
    return new Dl4jNetworkSettings(file, null, 1).network("q", List.of(3), 2, 1);
  }

  private static float[] parameters(Sequential layers) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layers.declare(layout);
    Parameters parameters = new Parameters(layout.build());
    layers.initialize(parameters, new Pcg64(1));
    return parameters.values();
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    return ModelFiles.write(folder.resolve("model.zip"), entries);
  }

  private static void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> layers(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.getFileName().toString())
        .satisfies(e -> assertThat(List.of(parts)).allMatch(part -> said(e).contains(part)));
  }

  private static String said(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /** Sets within sets, whose hash codes take longer than anybody lives. */
  private static Set<Object> endless() {
    Set<Object> root = new HashSet<>();
    Set<Object> one = root;
    Set<Object> other = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Set<Object> nextOne = new HashSet<>(Set.of("a"));
      Set<Object> nextOther = new HashSet<>();
      one.addAll(List.of(nextOne, nextOther));
      other.addAll(List.of(nextOne, nextOther));
      one = nextOne;
      other = nextOther;
    }
    return root;
  }

  @Test
  void model_withJavaObjectsBesideItsNumbers_isReadWithoutThem() throws IOException {
    float[] expected = parameters(layers(zip(ModelFiles.entries(NETWORK))));
    for (String name : List.of("preprocessor.bin", "normalizer.bin", "updaterState.bin")) {
      Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
      entries.put(name, serialized(new Telltale()));

      assertThat(parameters(layers(zip(entries)))).as(name).isEqualTo(expected);
    }
    assertThat(WAS_READ).isFalse();

    Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
    entries.put("preprocessor.bin", serialized(endless()));
    assertThat(parameters(layers(zip(entries)))).isEqualTo(expected);
  }

  @Test
  void model_withALargeEntryThatNobodyNeeds_isReadWithoutIt() throws IOException {
    Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
    for (int i = 0; i < 2; i++) {
      entries.put("bomb" + i, new byte[64 << 20]);
    }

    assertThat(parameters(layers(zip(entries)))).hasSize(PARAMETERS);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16"})
  void model_ofAnyPrecision_hasTheParametersThatDl4jReads(DataType type) throws IOException {
    MultiLayerNetwork network = NETWORK.convertDataType(type);
    Map<String, byte[]> entries = ModelFiles.entries(network);
    Path file = zip(entries);
    MultiLayerNetwork expected = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);

    float[] found = Dl4jFile.read(file).network(3).params().data().asFloat();

    assertThat(found).isEqualTo(expected.params().castTo(DataType.FLOAT).data().asFloat());
    assertThat(found).hasSize(PARAMETERS);
    assertThat(found[0]).isNotZero();
  }

  static Stream<Arguments> lies() {
    var row = ModelFiles.Coefficients.row(PARAMETERS);
    float[] right = new float[PARAMETERS];
    return Stream.of(
        Arguments.of(
            "more columns", row.withShape(2, new long[] {1, 1L << 40}, 1L << 40, 1).bytes(right)),
        Arguments.of("fewer columns", row.withShape(2, new long[] {1, 31}, 31, 1).bytes(right)),
        Arguments.of("more rows", row.withShape(2, new long[] {9, PARAMETERS}, 32, 1).bytes(right)),
        Arguments.of("a matrix", row.withShape(2, new long[] {4, 8}, 8, 1).bytes(right)),
        Arguments.of(
            "stride", row.withShape(2, new long[] {1, PARAMETERS}, 32, 1 << 20).bytes(right)),
        Arguments.of(
            "negative stride", row.withShape(2, new long[] {1, PARAMETERS}, 32, -1).bytes(right)),
        Arguments.of(
            "rank", row.withShape(1L << 33, new long[] {1, PARAMETERS}, 32, 1).bytes(right)),
        Arguments.of("negative rank", row.withShape(-2, new long[] {}).bytes(right)),
        Arguments.of("rank 0", row.withShape(0, new long[] {}).bytes(right)),
        Arguments.of("order", row.withOrder('x').bytes(right)),
        Arguments.of("type", row.withType("UTF8").bytes(right)),
        Arguments.of("no type", row.withType("\u001b[31m").bytes(right)),
        Arguments.of("allocation", row.withAllocation("ELSEWHERE").bytes(right)),
        Arguments.of("length", row.withLength(1L << 40).bytes(right)),
        Arguments.of("negative length", row.withLength(-1).bytes(right)),
        Arguments.of("too few", row.bytes(new float[PARAMETERS - 1])),
        Arguments.of("too many", row.bytes(new float[PARAMETERS + 1])),
        Arguments.of("far too many", row.bytes(new float[1 << 22])),
        Arguments.of("another network's", ModelFiles.Coefficients.row(33).bytes(new float[33])),
        Arguments.of("nothing", new byte[0]),
        Arguments.of("garbage", "garbage, not an array".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void model_whoseNumbersLieAboutThemselves_isRefusedBeforeAnythingNative(
      String lie, byte[] coefficients) throws IOException {
    Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
    entries.put(ModelFiles.COEFFICIENTS, coefficients);

    assertRefused(zip(entries), "is no DL4J model file, as ModelSerializer writes it: ");
  }

  @Test
  void model_withNumbersAsTheyShouldBe_isRead() throws IOException {
    var row = ModelFiles.Coefficients.row(PARAMETERS);
    for (byte[] good :
        List.of(
            row.bytes(new float[PARAMETERS]),
            row.withOrder('f').bytes(new float[PARAMETERS]),
            row.withShape(1, new long[] {PARAMETERS}, 1).bytes(new float[PARAMETERS]),
            row.withShape(2, new long[] {PARAMETERS, 1}, 1, 1).bytes(new float[PARAMETERS]))) {
      Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
      entries.put(ModelFiles.COEFFICIENTS, good);

      assertThat(parameters(layers(zip(entries)))).containsOnly(0);
    }
  }

  @Test
  void model_withAnEntryTwiceOrNotAtAll_isRefused() throws IOException {
    for (String name : List.of(ModelFiles.CONFIGURATION, ModelFiles.COEFFICIENTS)) {
      Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
      String other = name.replace('o', '0');
      entries.put(other, entries.get(name));
      String zip =
          new String(ModelFiles.zip(entries), StandardCharsets.ISO_8859_1).replace(other, name);
      Path twice =
          Files.write(folder.resolve("twice.zip"), zip.getBytes(StandardCharsets.ISO_8859_1));
      assertRefused(twice, "the entry '%s' is there more than once.".formatted(name));

      entries.remove(name);
      assertRefused(zip(entries), "there is no entry '%s'.".formatted(name));
    }
  }

  @Test
  void model_withAByteDamaged_isRefusedAndNeverAnotherNetwork() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, byte[]> entry : ModelFiles.entries(NETWORK).entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    byte[] damaged = bytes.toByteArray();
    String text = new String(damaged, StandardCharsets.ISO_8859_1);
    int last = text.indexOf("FLOAT", text.indexOf(ModelFiles.COEFFICIENTS)) + 40;
    damaged[last] ^= 1;

    assertRefused(
        Files.write(folder.resolve("damaged.zip"), damaged),
        "the entry 'coefficients.bin' is damaged.");
  }

  @Test
  void model_thatInflatesWithoutEnd_isRefusedEarly() throws IOException {
    Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
    entries.put(ModelFiles.CONFIGURATION, " ".repeat(17 << 20).getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(entries), "longer than 16777216 bytes");
    Path json = Files.write(folder.resolve("long.json"), new byte[17 << 20]);
    assertRefused(json, "longer than 16777216 bytes");
  }

  private static String configuration() {
    return NETWORK.getLayerWiseConfigurations().toJson();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2147483647",
        "4294967296",
        "9223372036854775807",
        "-5",
        "0",
        "99999999999999999999999999",
        "\"4611686018427387904\"",
        "4.6e18"
      })
  void configuration_ofSizesThatNoNetworkHas_isRefused(String size) throws IOException {
    String one = configuration().replaceAll("\"nout\" : 5", "\"nout\" : " + size);
    String both = one.replaceAll("\"nin\" : (3|5)", "\"nin\" : " + size);
    assertThat(both).isNotEqualTo(configuration());

    for (String json : List.of(one, both)) {
      assertRefused(Files.writeString(folder.resolve("sizes.json"), json));
      Map<String, byte[]> entries = ModelFiles.entries(NETWORK);
      entries.put(ModelFiles.CONFIGURATION, ModelFiles.bytes(json));
      assertRefused(zip(entries));
    }
  }

  @Test
  void configuration_withMoreParametersThanMemory_namesBoth() throws IOException {
    String json =
        configuration()
            .replaceAll("\"nout\" : 5", "\"nout\" : 250000000")
            .replaceAll("\"nin\" : 5", "\"nin\" : 250000000");

    assertRefused(
        Files.writeString(folder.resolve("large.json"), json),
        "it has 1000000000 parameters and more, for which the",
        "MiB of memory that Java may use are not enough");
  }

  @Test
  void configuration_deeperOrLongerThanAny_isRefused() throws IOException {
    String deep = "{\"vertices\": %s%s}".formatted("[".repeat(100_000), "]".repeat(100_000));
    String number = "{\"vertices\": %s}".formatted("9".repeat(1_000_000));
    String half = configuration().substring(0, 300);

    assertRefused(Files.writeString(folder.resolve("a.json"), deep), "deeper than 200");
    assertRefused(Files.writeString(folder.resolve("b.json"), number), "too many digits");
    assertRefused(Files.writeString(folder.resolve("c.json"), half), "it is no JSON");
    assertRefused(
        Files.write(folder.resolve("e.json"), new byte[] {'"', (byte) 0xe9, '"'}), "UTF-8");
    for (String other :
        List.of("", "[]", "{}", "null", "{\"vertices\": {}}", "{\"confs\": [null]}")) {
      assertRefused(Files.writeString(folder.resolve("d.json"), other));
    }
  }

  @Test
  void network_thatMakesTooMuchOfAnObservation_isRefusedBeforeItRuns() throws IOException {
    NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder().list();
    for (int i = 0; i < 4; i++) {
      layers.layer(new Upsampling2D.Builder(2048).build());
    }
    layers.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nOut(2)
            .activation(Activation.IDENTITY)
            .build());
    String json = layers.setInputType(InputType.convolutional(1, 1, 1)).build().toJson();
    Path file = Files.writeString(folder.resolve("large.json"), json);

    assertThatThrownBy(
            () -> new Dl4jNetworkSettings(file, null, 1).network("q", List.of(1, 1, 1), 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("large.json");
  }

  private Path keras(int biases, int units) {
    Path file = folder.resolve("model.h5");
    String layer =
        "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': %s, 'activation': 'linear',"
            + " 'use_bias': true, 'kernel_initializer': {'class_name': 'Zeros', 'config': {}},"
            + " 'bias_initializer': {'class_name': 'Zeros', 'config': {}},"
            + " 'batch_input_shape': [null, 3], 'dtype': 'float32'}}";
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", "2.11.0");
      hdf.putAttribute(
          "model_config",
          ("{'class_name': 'Sequential', 'config': {'name': 'row', 'layers': [" + layer + "]}}")
              .formatted(units)
              .replace('\'', '"'));
      WritableGroup dense = hdf.putGroup("model_weights").putGroup("dense");
      dense.putDataset("kernel:0", new float[3][2]);
      dense.putDataset("bias:0", new float[biases]);
    }
    return file;
  }

  @Test
  void kerasModel_whoseWeightsAreOfOtherSizesThanItsConfiguration_isRefused() {
    assertThat(parameters(layers(keras(2, 2)))).hasSize(8);
    assertRefused(keras(1, 2), "DL4J cannot import the Keras model");
    assertRefused(keras(2000, 2), "DL4J cannot import the Keras model");
    assertRefused(keras(2, 3), "DL4J cannot import the Keras model");
    assertRefused(keras(2, 2_000_000_000), "DL4J cannot import the Keras model");
  }
}
