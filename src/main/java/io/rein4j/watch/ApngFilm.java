package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A film as an animated PNG file, which is shown again and again: the chunks {@code acTL}, {@code
 * fcTL} and {@code fdAT} of the PNG specification's third edition (W3C, 2025), around the data that
 * the JDK writes of each picture.
 */
final class ApngFilm extends PictureFilm {

  private static final int TICKS_PER_SECOND = 1000;
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int CONTROL = 26;

  private final OutputStream out;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private byte[] header = {};
  private int count;
  private int sequence;

  ApngFilm(OutputStream out) {
    super(TICKS_PER_SECOND);
    this.out = out;
  }

  @Override
  void write(@Nullable RgbImage before, RgbImage picture, int ticks) throws IOException {
    Changes changes = Changes.of(before, picture);
    ByteBuffer control = ByteBuffer.allocate(CONTROL);
    control.putInt(sequence++).putInt(changes.width()).putInt(changes.height());
    control.putInt(changes.x()).putInt(changes.y());
    control.putShort((short) ticks).putShort((short) TICKS_PER_SECOND);
    // The picture stays, and replaces what was there.
    control.put((byte) 0).put((byte) 0);
    chunk(frames, "fcTL", control.array());
    copyData(png(changes, picture));
    count++;
  }

  private static byte[] png(Changes changes, RgbImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam smallest = writer.getDefaultWriteParam();
      smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      smallest.setCompressionQuality(0);
      writer.write(null, new IIOImage(changes.cut(picture), null, null), smallest);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private void copyData(byte[] png) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(png));
    in.readFully(new byte[SIGNATURE.length]);
    while (true) {
      byte[] data = new byte[in.readInt()];
      byte[] kind = new byte[4];
      in.readFully(kind);
      in.readFully(data);
      in.readInt();
      switch (new String(kind, StandardCharsets.US_ASCII)) {
        case "IHDR" -> header = count == 0 ? data : header;
        case "IDAT" -> {
          if (count == 0) {
            chunk(frames, "IDAT", data);
          } else {
            ByteBuffer numbered = ByteBuffer.allocate(Integer.BYTES + data.length);
            chunk(frames, "fdAT", numbered.putInt(sequence++).put(data).array());
          }
        }
        case "IEND" -> {
          return;
        }
        default -> {
          // What describes the picture without being needed to show it.
        }
      }
    }
  }

  private static void chunk(OutputStream to, String kind, byte[] data) throws IOException {
    byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
    CRC32 check = new CRC32();
    check.update(name);
    check.update(data);
    to.write(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
    to.write(name);
    to.write(data);
    to.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) check.getValue()).array());
  }

  @Override
  void end() throws IOException {
    out.write(SIGNATURE);
    chunk(out, "IHDR", header);
    chunk(out, "acTL", ByteBuffer.allocate(2 * Integer.BYTES).putInt(count).putInt(0).array());
    frames.writeTo(out);
    chunk(out, "IEND", new byte[0]);
    out.flush();
  }

  @Override
  public void close() {}
}
