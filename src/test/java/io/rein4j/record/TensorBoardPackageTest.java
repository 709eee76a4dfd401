package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorBoard itself reads what is written, and what it writes is read. */
@RequiresPython(modules = "tensorboard")
class TensorBoardPackageTest {

  @TempDir Path folder;

  @Test
  void tensorBoard_cutBackFile_readsTheSameScalars(Python python) throws IOException {
    Path path = folder.resolve(TensorBoardWriter.fileName(1_767_225_600));
    long stored;
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("rollout/ep_rew_mean", 187.25);
    scalars.put("gradient/clipped_fraction", 0.125);
    scalars.put("train/loss", Double.NaN);
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1_767_225_600.5)) {
      events.write(1000, 1_767_225_601.5, scalars);
      stored = Files.size(path);
      events.write(2000, 1_767_225_602.5, Map.of("train/loss", 1.0));
    }
    CutFiles.cut(path, stored);
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1)) {
      events.write(3_000_000_000L, 1_767_225_603.5, Map.of("rollout/ep_rew_mean", 500));
    }
    String read =
        python.run(
            """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
            events.Reload()
            print(events.file_version, events.FirstEventTimestamp())
            for tag in sorted(events.Tags()["scalars"]):
                for e in events.Scalars(tag):
                    print(tag, e.step, e.wall_time, e.value)
            """,
            folder.toString());
    assertThat(read)
        .isEqualToNormalizingNewlines(
            """
            2.0 1767225600.5
            gradient/clipped_fraction 1000 1767225601.5 0.125
            rollout/ep_rew_mean 1000 1767225601.5 187.25
            rollout/ep_rew_mean 3000000000 1767225603.5 500.0
            """);
  }

  @Test
  void reader_fileByTensorBoardsWriter_readsTheSameScalars(Python python) throws IOException {
    Path path =
        Path.of(
            python
                .run(
                    """
                    import glob, sys
                    from tensorboard.compat.proto.event_pb2 import Event
                    from tensorboard.compat.proto.summary_pb2 import Summary
                    from tensorboard.summary.writer.event_file_writer import EventFileWriter
                    writer = EventFileWriter(sys.argv[1])
                    for step in (1, 300, 2**40):
                        value = Summary.Value(tag="train/größe", simple_value=step / 3)
                        text = Summary.Value(tag="text", tensor={"string_val": [b"x" * 200]})
                        summary = Summary(value=[value, text])
                        writer.add_event(Event(wall_time=step + 0.5, step=step, summary=summary))
                    writer.close()
                    print(*glob.glob(sys.argv[1] + "/*"))
                    """,
                    folder.toString())
                .strip());
    assertThat(TensorBoardReader.read(path))
        .containsExactly(
            new TensorBoardScalar("train/größe", 1, 1.5, (float) (1 / 3.0)),
            new TensorBoardScalar("train/größe", 300, 300.5, 100f),
            new TensorBoardScalar(
                "train/größe", 1L << 40, (1L << 40) + 0.5, (float) ((1L << 40) / 3.0)));
  }
}
