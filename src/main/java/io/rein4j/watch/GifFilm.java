package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** A film as a GIF file, which is shown again and again. */
final class GifFilm extends PictureFilm {

  private static final double TICKS_PER_SECOND = 100;
  private static final byte[] FOR_EVER = {1, 0, 0};

  private final ImageWriter writer;
  private final MemoryCacheImageOutputStream out;

  GifFilm(OutputStream stream) throws IOException {
    super(TICKS_PER_SECOND);
    this.writer = ImageIO.getImageWritersByFormatName("gif").next();
    this.out = new MemoryCacheImageOutputStream(stream);
    writer.setOutput(out);
    writer.prepareWriteSequence(null);
  }

  @Override
  void write(@Nullable RgbImage before, RgbImage picture, int ticks) throws IOException {
    Changes changes = Changes.of(before, picture);
    BufferedImage image = image(before, picture, changes);
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            new ImageTypeSpecifier(image), writer.getDefaultWriteParam());
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode place = child(root, "ImageDescriptor");
    place.setAttribute("imageLeftPosition", String.valueOf(changes.x()));
    place.setAttribute("imageTopPosition", String.valueOf(changes.y()));
    place.setAttribute("imageWidth", String.valueOf(changes.width()));
    place.setAttribute("imageHeight", String.valueOf(changes.height()));
    place.setAttribute("interlaceFlag", "FALSE");
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "TRUE");
    control.setAttribute("transparentColorIndex", String.valueOf(Palette.UNCHANGED));
    control.setAttribute("delayTime", String.valueOf(ticks));
    if (before == null) {
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(FOR_EVER);
      child(root, "ApplicationExtensions").appendChild(loop);
    }
    metadata.setFromTree(format, root);
    writer.writeToSequence(new IIOImage(image, null, metadata), null);
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode child = new IIOMetadataNode(name);
    root.appendChild(child);
    return child;
  }

  private static BufferedImage image(@Nullable RgbImage before, RgbImage picture, Changes changes) {
    int[] changed = new int[changes.width() * changes.height()];
    boolean[] left = new boolean[changed.length];
    int count = 0;
    for (int i = 0; i < changed.length; i++) {
      int x = changes.x() + i % changes.width();
      int y = changes.y() + i / changes.width();
      left[i] = before != null && before.color(x, y) == picture.color(x, y);
      if (!left[i]) {
        changed[count++] = picture.color(x, y);
      }
    }
    Palette palette = Palette.of(Arrays.copyOf(changed, count));
    BufferedImage image =
        new BufferedImage(
            changes.width(), changes.height(), BufferedImage.TYPE_BYTE_INDEXED, palette.model());
    WritableRaster raster = image.getRaster();
    for (int i = 0, next = 0; i < left.length; i++) {
      if (!left[i]) {
        raster.setSample(
            i % changes.width(), i / changes.width(), 0, palette.index(changed[next++]));
      }
    }
    return image;
  }

  @Override
  void end() throws IOException {
    writer.endWriteSequence();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    writer.dispose();
    out.close();
  }
}
