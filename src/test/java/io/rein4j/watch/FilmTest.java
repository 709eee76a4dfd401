package io.rein4j.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.RgbImage;
import io.rein4j.random.Pcg64;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Node;

/** Films are read back, and every picture in them is the one that was put in. */
class FilmTest {

  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;
  private static final double SECONDS = 0.04;

  @TempDir Path folder;

  /** A picture that a reader has composed, and how long it is shown. */
  private record Shown(RgbImage picture, double seconds) {}

  /** Makes pictures of a few rectangles, of which the fourth is shown twice. */
  private static List<RgbImage> pictures(int colors) {
    Pcg64 random = new Pcg64(11);
    int[] palette = new int[colors];
    for (int i = 0; i < colors; i++) {
      palette[i] = random.nextInt(1 << 24);
    }
    int[] pixels = new int[WIDTH * HEIGHT];
    List<RgbImage> pictures = new ArrayList<>();
    for (int k = 0; k < 12; k++) {
      int left = random.nextInt(WIDTH);
      int top = random.nextInt(HEIGHT);
      for (int y = top; y < HEIGHT && k != 4; y++) {
        for (int x = left; x < WIDTH; x++) {
          pixels[y * WIDTH + x] = palette[random.nextInt(colors)];
        }
      }
      pictures.add(new RgbImage(WIDTH, HEIGHT, pixels));
    }
    return pictures;
  }

  private static void add(PictureFilm film, List<RgbImage> pictures) throws IOException {
    for (RgbImage picture : pictures) {
      film.add(picture, SECONDS);
    }
    film.finish();
  }

  @Test
  void gif_readBack_hasEveryPictureAndItsTime() throws IOException {
    List<RgbImage> pictures = pictures(40);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GifFilm film = new GifFilm(bytes)) {
      add(film, pictures);
    }

    List<Shown> shown = readGif(bytes.toByteArray());

    assertShown(shown, pictures, 0.01);
    assertThat(new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1))
        .contains("NETSCAPE2.0");
  }

  @Test
  void gif_ofMoreColoursThanItCanHave_isClose() throws IOException {
    List<RgbImage> pictures = pictures(700);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GifFilm film = new GifFilm(bytes)) {
      add(film, pictures);
    }

    int[] found = readGif(bytes.toByteArray()).get(0).picture().colors();
    int[] wanted = pictures.get(0).colors();
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        sum += Math.abs((found[i] >> shift & 0xFF) - (wanted[i] >> shift & 0xFF));
      }
    }

    assertThat(sum / (3 * found.length)).isLessThan(16);
  }

  @Test
  void apng_readBack_hasEveryPictureAndItsTime() throws IOException {
    List<RgbImage> pictures = pictures(700);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ApngFilm film = new ApngFilm(bytes)) {
      add(film, pictures);
    }

    assertShown(readApng(bytes.toByteArray()), pictures, 0.001);
    // Whoever knows no animations shows the first picture.
    assertThat(picture(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(pictures.get(0));
  }

  @Test
  void film_whoseTimesAreNoTicks_doesNotDrift() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GifFilm film = new GifFilm(bytes)) {
      for (RgbImage picture : pictures(20)) {
        film.add(picture, 1 / 30.0);
      }
      film.finish();
    }

    double seconds = readGif(bytes.toByteArray()).stream().mapToDouble(Shown::seconds).sum();

    assertThat(seconds).isCloseTo(12 / 30.0, within(0.006));
  }

  @Test
  void frames_ofAFolder_areTheirPictures() throws IOException {
    List<RgbImage> pictures = pictures(40);
    Path out = folder.resolve("frames");
    FilmFormat format = FilmFormat.of(out + "/");
    format.requireWritable(out);
    try (Film film = format.begin(out, 25)) {
      for (RgbImage picture : pictures) {
        film.add(picture, SECONDS);
      }
      film.finish();
    }

    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.count()).isEqualTo(pictures.size());
    }
    assertThat(picture(ImageIO.read(out.resolve("frame-00011.png").toFile())))
        .isEqualTo(pictures.get(11));
    assertThatThrownBy(() -> FilmFormat.FRAMES.requireWritable(out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not empty: name a new one");
  }

  @Test
  void film_thatIsNotFinished_leavesTheOldFile() throws IOException {
    Path out = Files.writeString(folder.resolve("play.gif"), "old");
    try (Film film = FilmFormat.GIF.begin(out, 25)) {
      film.add(pictures(3).get(0), SECONDS);
    }

    assertThat(out).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(out);
    }
  }

  @ParameterizedTest
  @CsvSource({"a.gif,GIF", "A.PNG,APNG", "b.apng,APNG", "c.mp4,MP4", "frames/,FRAMES"})
  void format_ofAName_isThatOfItsEnding(String name, FilmFormat format) {
    assertThat(FilmFormat.of(name)).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource({"play.webm", "play", "gif", "play.gif.txt"})
  void format_ofAnotherEnding_isRefusedWithThoseThereAre(String name) {
    assertThatThrownBy(() -> FilmFormat.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it ends with .gif, .png")
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"GIF,50,2", "GIF,30,2", "GIF,25,1", "GIF,4,1", "APNG,50,1", "FRAMES,50,1"})
  void stride_ofAPace_keepsWhatTheFormatCanShow(FilmFormat format, double pace, int stride) {
    assertThat(format.stride(pace)).isEqualTo(stride);
  }

  private static void assertShown(List<Shown> shown, List<RgbImage> pictures, double tick) {
    List<RgbImage> different = new ArrayList<>(pictures);
    different.remove(4);
    assertThat(shown).extracting(Shown::picture).isEqualTo(different);
    assertThat(shown.get(3).seconds()).isCloseTo(2 * SECONDS, within(tick));
    assertThat(shown.get(5).seconds()).isCloseTo(SECONDS, within(tick));
  }

  private static RgbImage picture(BufferedImage image) {
    int width = image.getWidth();
    return new RgbImage(
        width, image.getHeight(), image.getRGB(0, 0, width, image.getHeight(), null, 0, width));
  }

  private static List<Shown> readGif(byte[] bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)));
    BufferedImage canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < reader.getNumImages(true); i++) {
      BufferedImage part = reader.read(i);
      Node root = reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
      int left = number(root, "ImageDescriptor", "imageLeftPosition");
      int top = number(root, "ImageDescriptor", "imageTopPosition");
      for (int y = 0; y < part.getHeight(); y++) {
        for (int x = 0; x < part.getWidth(); x++) {
          int color = part.getRGB(x, y);
          if (color >>> 24 != 0) {
            canvas.setRGB(left + x, top + y, color);
          }
        }
      }
      shown.add(
          new Shown(picture(canvas), number(root, "GraphicControlExtension", "delayTime") / 100.0));
    }
    reader.dispose();
    return shown;
  }

  private static int number(Node root, String child, String attribute) {
    for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(child)) {
        return Integer.parseInt(node.getAttributes().getNamedItem(attribute).getNodeValue());
      }
    }
    throw new AssertionError(child);
  }

  private static List<Shown> readApng(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte[] signature = in.readNBytes(8);
    BufferedImage canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    List<Shown> shown = new ArrayList<>();
    byte[] header = {};
    byte[] control = {};
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int sequence = 0;
    int announced = 0;
    while (true) {
      int length = in.readInt();
      byte[] chunk = in.readNBytes(4 + length);
      CRC32 check = new CRC32();
      check.update(chunk);
      assertThat(in.readInt()).isEqualTo((int) check.getValue());
      String kind = new String(chunk, 0, 4, StandardCharsets.US_ASCII);
      byte[] body = Arrays.copyOfRange(chunk, 4, chunk.length);
      if ((kind.equals("fcTL") || kind.equals("IEND")) && data.size() > 0) {
        shown.add(drawn(canvas, signature, header, control, data));
      }
      switch (kind) {
        case "IHDR" -> header = body;
        case "acTL" -> announced = ByteBuffer.wrap(body).getInt();
        case "fcTL" -> {
          assertThat(ByteBuffer.wrap(body).getInt()).isEqualTo(sequence++);
          control = body;
        }
        case "IDAT" -> data.write(body);
        case "fdAT" -> {
          assertThat(ByteBuffer.wrap(body).getInt()).isEqualTo(sequence++);
          data.write(body, 4, body.length - 4);
        }
        default -> {
          assertThat(kind).isEqualTo("IEND");
          assertThat(shown).hasSize(announced);
          return shown;
        }
      }
    }
  }

  private static Shown drawn(
      BufferedImage canvas,
      byte[] signature,
      byte[] header,
      byte[] control,
      ByteArrayOutputStream data)
      throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(control);
    byte[] own = header.clone();
    ByteBuffer.wrap(own).putInt(frame.getInt(4)).putInt(frame.getInt(8));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(signature);
    chunk(png, "IHDR", own);
    chunk(png, "IDAT", data.toByteArray());
    chunk(png, "IEND", new byte[0]);
    data.reset();
    BufferedImage part = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    for (int y = 0; y < part.getHeight(); y++) {
      for (int x = 0; x < part.getWidth(); x++) {
        canvas.setRGB(frame.getInt(12) + x, frame.getInt(16) + y, part.getRGB(x, y));
      }
    }
    return new Shown(picture(canvas), (double) frame.getShort(20) / frame.getShort(22));
  }

  private static void chunk(ByteArrayOutputStream to, String kind, byte[] body) throws IOException {
    byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(body);
    to.write(ByteBuffer.allocate(4).putInt(body.length).array());
    to.write(name);
    to.write(body);
    to.write(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
  }
}
