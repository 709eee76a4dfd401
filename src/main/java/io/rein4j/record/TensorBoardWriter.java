package io.rein4j.record;

import io.rein4j.api.Incubating;
import io.rein4j.files.AppendFile;
import io.rein4j.files.ProtoWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A growing TensorBoard event file of scalars.
 *
 * <p>Events are {@code Event{wall_time = 1, step = 2, file_version = 3, summary = 5}} with {@code
 * Summary.Value{tag = 1, simple_value = 2}} (tensorboard/compat/proto/event.proto, summary.proto),
 * encoded by hand; all scalars of one call are one event.
 */
@Incubating
public final class TensorBoardWriter implements Closeable {

  private final AppendFile file;

  private TensorBoardWriter(AppendFile file) {
    this.file = file;
  }

  /**
   * The name of an event file. It holds {@code tfevents}, by which TensorBoard finds it, and the
   * time of its creation, by which TensorBoard orders the files of a folder.
   *
   * @param seconds when it is created, in whole seconds since 1970
   * @return {@code events.out.tfevents.<seconds>.rein4j}
   */
  public static String fileName(long seconds) {
    return String.format(Locale.ROOT, "events.out.tfevents.%010d.rein4j", seconds);
  }

  /**
   * Opens a file at its end, and makes one that holds its version if it is not there.
   *
   * @param path where, named by {@link #fileName}
   * @param wallTime the time of its creation, in seconds since 1970
   * @return the writer
   * @throws IOException if it cannot be made or written
   */
  public static TensorBoardWriter open(Path path, double wallTime) throws IOException {
    boolean isNew = !Files.exists(path);
    TensorBoardWriter writer = new TensorBoardWriter(AppendFile.open(path));
    try {
      if (isNew) {
        writer.append(new ProtoWriter().float64(1, wallTime).string(3, "brain.Event:2"));
      }
      return writer;
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Writes one point of some curves.
   *
   * @param step the step they belong to
   * @param wallTime the time, in seconds since 1970
   * @param scalars the values by tag, rounded to float; a NaN is no point. Without any point
   *     nothing is written
   * @throws IOException if they cannot be written whole; the file then ends with the event before
   */
  public void write(long step, double wallTime, Map<String, ? extends Number> scalars)
      throws IOException {
    ProtoWriter summary = new ProtoWriter();
    boolean empty = true;
    for (Map.Entry<String, ? extends Number> scalar : scalars.entrySet()) {
      float value = scalar.getValue().floatValue();
      if (!Float.isNaN(value)) {
        ProtoWriter point = new ProtoWriter().string(1, scalar.getKey()).float32(2, value);
        summary.message(1, point);
        empty = false;
      }
    }
    if (!empty) {
      append(new ProtoWriter().float64(1, wallTime).int64(2, step).message(5, summary));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void append(ProtoWriter event) throws IOException {
    byte[] frame = EventFrame.of(event.toByteArray());
    file.append(frame, 0, frame.length);
  }
}
