package io.rein4j.env.gym;

import io.rein4j.env.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The reader of pictures that come back in frames. */
final class PngPicture {

  private static final long MOST_PIXELS = 1L << 24;

  private PngPicture() {}

  /**
   * Reads a PNG file.
   *
   * @param answer holds it, and nothing behind it
   * @param name of the other side, to begin a sentence with
   * @throws GymException if it is none, or has too many pixels
   */
  static RgbImage read(ByteBuffer answer, String name) throws GymException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
    ImageReader reader = readers.next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(
                answer.array(), answer.arrayOffset() + answer.position(), answer.remaining()))) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if ((long) width * height > MOST_PIXELS) {
        throw new GymException(
            "%s answered with a picture of %s × %s pixels, where there are at most %s."
                .formatted(name, width, height, MOST_PIXELS));
      }
      BufferedImage image = reader.read(0);
      return new RgbImage(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    } catch (GymException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new GymException(name + " answered with what is no PNG picture.", e);
    } finally {
      reader.dispose();
    }
  }
}
