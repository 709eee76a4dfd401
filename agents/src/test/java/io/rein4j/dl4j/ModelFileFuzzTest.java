package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.harness.Fuzz;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Damaged and invented model files, which are read or refused by a sentence. */
@Tag("fuzz")
class ModelFileFuzzTest {

  private static final int COUNT = 600;
  private static final Path KERAS = Path.of("../agents/src/test/resources/io/rein4j/dl4j");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");
  private static final Pattern WORD = Pattern.compile("\"[A-Za-z0-9_.$]+\"");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "7",
          "255",
          "65536",
          "1000000",
          "2147483647",
          "-2147483648",
          "4294967296",
          "9223372036854775807",
          "1e308",
          "-1e-308",
          "0.5",
          "1e999",
          "null",
          "true",
          "[]",
          "{}",
          "\"x\"",
          "[1,2,3]",
          "9".repeat(500));

  /**
   * A network's files and what goes into it.
   *
   * @param model the bytes of a zip file
   * @param inputs the shape of a row
   */
  private record Base(ByteBuffer model, String json, List<Integer> inputs) {

    static Base of(Model network, String json, Integer... inputs) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, bytes, true);
      return new Base(ByteBuffer.wrap(bytes.toByteArray()), json, List.of(inputs));
    }
  }

  @TempDir Path folder;

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .nOut(2)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static List<Base> bases() throws IOException {
    MultiLayerNetwork row =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(dense(5))
                .layer(output())
                .setInputType(InputType.feedForward(4))
                .build());
    row.init();
    MultiLayerNetwork images =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(3)
                        .dataFormat(CNN2DFormat.NHWC)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .dataFormat(CNN2DFormat.NHWC)
                        .build())
                .layer(output())
                .setInputType(InputType.convolutional(7, 7, 2, CNN2DFormat.NHWC))
                .build());
    images.init();
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", dense(3), "in")
                .addLayer("right", dense(4), "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(4))
                .build());
    graph.init();
    return List.of(
        Base.of(row, row.getLayerWiseConfigurations().toJson(), 4),
        Base.of(images, images.getLayerWiseConfigurations().toJson(), 7, 7, 2),
        Base.of(graph, graph.getConfiguration().toJson(), 4));
  }

  /** Reads a file and computes with it, or takes its refusal. */
  private static String outcome(Path file, List<Integer> inputs) {
    try {
      Sequential layers = new Dl4jNetworkSettings(file, null, 1).network("q", inputs, 2, 1);
      ParameterLayout.Builder layout = ParameterLayout.builder();
      layers.declare(layout);
      Parameters parameters = new Parameters(layout.build());
      layers.initialize(parameters, new Pcg64(1));
      int size = inputs.stream().reduce(1, Math::multiplyExact);
      new Network(parameters, layers).predict(new float[size], 1);
      return "read";
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(file.getFileName().toString());
      return "refused";
    }
  }

  private static void flip(byte[] bytes, int first, int end, SplittableRandom random) {
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips && end > first; i++) {
      int at = first + random.nextInt(end - first);
      bytes[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) (bytes[at] ^ 1 << random.nextInt(8));
    }
  }

  private static Map<String, byte[]> entries(byte[] model) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(model))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Replaces some of the numbers or names of a text, or cuts or doubles a part of it. */
  private static String mutated(String json, SplittableRandom random) {
    String text = json;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int kind = random.nextInt(8);
      text =
          kind < 5
              ? replaced(text, NUMBER, NUMBERS.get(random.nextInt(NUMBERS.size())), random)
              : kind < 7
                  ? replaced(
                      text, WORD, places(text, WORD).isEmpty() ? "" : word(text, random), random)
                  : cut(text, random);
    }
    return text;
  }

  private static List<int[]> places(String text, Pattern pattern) {
    List<int[]> places = new ArrayList<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    return places;
  }

  private static String word(String text, SplittableRandom random) {
    List<int[]> places = places(text, WORD);
    int[] place = places.get(random.nextInt(places.size()));
    return text.substring(place[0], place[1]);
  }

  private static String replaced(String text, Pattern pattern, String by, SplittableRandom random) {
    List<int[]> places = places(text, pattern);
    if (places.isEmpty()) {
      return text;
    }
    int[] place = places.get(random.nextInt(places.size()));
    return text.substring(0, place[0]) + by + text.substring(place[1]);
  }

  private static String cut(String text, SplittableRandom random) {
    int first = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), first + random.nextInt(40));
    return random.nextBoolean()
        ? text.substring(0, first) + text.substring(end)
        : text.substring(0, end) + text.substring(first);
  }

  @Test
  void zips_damagedFromOutside() throws Exception {
    List<Base> bases = bases();
    Fuzz.of("DL4J zips from outside", COUNT)
        .run(
            random -> {
              Base base = bases.get(random.nextInt(bases.size()));
              byte[] bytes = base.model().array().clone();
              flip(bytes, 0, bytes.length, random);
              int end = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
              Path file = Files.write(folder.resolve("outside.zip"), Arrays.copyOf(bytes, end));
              return outcome(file, base.inputs());
            });
  }

  @Test
  void zips_damagedWithin() throws Exception {
    List<Base> bases = bases();
    Fuzz.of("DL4J zips within", 2 * COUNT)
        .run(
            random -> {
              Base base = bases.get(random.nextInt(bases.size()));
              Map<String, byte[]> entries = entries(base.model().array());
              byte[] configuration = Objects.requireNonNull(entries.get("configuration.json"));
              byte[] coefficients = Objects.requireNonNull(entries.get("coefficients.bin"));
              switch (random.nextInt(4)) {
                case 0 -> flip(coefficients, 0, 140, random);
                case 1 -> flip(coefficients, 0, coefficients.length, random);
                case 2 -> flip(configuration, 0, configuration.length, random);
                default ->
                    entries.put(
                        "configuration.json",
                        mutated(base.json(), random).getBytes(StandardCharsets.UTF_8));
              }
              return outcome(
                  Files.write(folder.resolve("within.zip"), zip(entries)), base.inputs());
            });
  }

  @Test
  void configurations_withOtherNumbersAndNames() throws Exception {
    List<Base> bases = bases();
    Fuzz.of("DL4J configurations", 2 * COUNT)
        .run(
            random -> {
              Base base = bases.get(random.nextInt(bases.size()));
              return outcome(
                  Files.writeString(folder.resolve("mutated.json"), mutated(base.json(), random)),
                  base.inputs());
            });
  }

  @Test
  void kerasModels_damaged() throws Exception {
    Map<String, List<Integer>> models =
        Map.of(
            "sequential.h5", List.of(9, 7, 4),
            "functional.h5", List.of(4),
            "functional-keras2.h5", List.of(4));
    List<String> names = models.keySet().stream().sorted().toList();
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    for (String name : names) {
      bytes.put(name, Files.readAllBytes(KERAS.resolve(name)));
    }
    Fuzz.of("Keras models", 2 * COUNT)
        .run(
            random -> {
              String name = names.get(random.nextInt(names.size()));
              byte[] damaged = Objects.requireNonNull(bytes.get(name)).clone();
              // Half of the damage goes to where the structure is.
              int end = random.nextBoolean() ? damaged.length : Math.min(4096, damaged.length);
              flip(damaged, 0, end, random);
              int length =
                  random.nextInt(10) == 0 ? random.nextInt(damaged.length) : damaged.length;
              Path file = Files.write(folder.resolve("damaged.h5"), Arrays.copyOf(damaged, length));
              return outcome(file, Objects.requireNonNull(models.get(name)));
            });
  }
}
