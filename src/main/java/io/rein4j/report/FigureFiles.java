package io.rein4j.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Folders;
import io.rein4j.files.Links;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;

/** Figures as files for papers and slides: SVG, and PNG at twice its size. */
public final class FigureFiles {

  private static final int SCALE = 2;

  private FigureFiles() {}

  /**
   * Makes the folder of figures, before anything else is written that they belong to.
   *
   * @param folder where; it may exist
   * @throws IllegalArgumentException if the folder is a link, or cannot be made
   * @throws IOException if there is no space for it
   */
  public static void makeFolder(Path folder) throws IOException {
    Links.refuse(folder);
    Folders.make(folder);
  }

  /**
   * Writes {@code <id>.svg} and {@code <id>.png} of each figure.
   *
   * @param folder where; made if it does not exist
   * @param drawings the figures as SVG, by id
   * @throws IllegalArgumentException as for {@link #makeFolder}
   * @throws IOException if they cannot be written
   */
  static void write(Path folder, Map<String, String> drawings) throws IOException {
    makeFolder(folder);
    for (Map.Entry<String, String> drawing : drawings.entrySet()) {
      String id = drawing.getKey();
      byte[] svg = drawing.getValue().getBytes(StandardCharsets.UTF_8);
      AtomicFiles.write(folder.resolve(id + ".svg"), stream -> stream.write(svg));
      BufferedImage image = image(id, svg);
      AtomicFiles.write(folder.resolve(id + ".png"), stream -> ImageIO.write(image, "png", stream));
    }
  }

  private static BufferedImage image(String id, byte[] svg) throws IOException {
    SVGDocument document =
        new SVGLoader().load(new ByteArrayInputStream(svg), null, LoaderContext.createDefault());
    if (document == null) {
      throw new IOException("The figure '%s' is no SVG that can be drawn.".formatted(id));
    }
    FloatSize size = document.size();
    BufferedImage image =
        new BufferedImage(
            Math.round(size.width * SCALE),
            Math.round(size.height * SCALE),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
    document.render((Component) null, graphics, document.viewBox());
    graphics.dispose();
    return image;
  }
}
