package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.files.DamagedFileException;
import io.rein4j.train.RunFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a file that grows, is cut back, or is long. */
class RowFollowerTest {

  private static final int ROWS = 300;

  @TempDir Path folder;

  private RunFolder run;
  private byte[] whole = {};
  private List<UpdatesRow> rows = List.of();

  @BeforeEach
  void write() throws IOException {
    run = RunFolder.at(folder);
    List<ClippingFigures> figures = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      ClippingFigures all = SampleUpdates.clipping(row, 0, row / 7.0);
      figures.add(SampleUpdates.over(all, Map.of("a \"quoted\",\nname", all)));
    }
    SampleUpdates.write(run.updates(), figures);
    whole = Files.readAllBytes(run.updates());
    rows = RowFile.updates(run).rows();
    assertThat(rows).hasSize(ROWS);
  }

  @Test
  void next_fileThatGrowsByAnyBytes_givesEveryRowOnce() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 20; trial++) {
      Files.delete(run.updates());
      RowFollower<UpdatesRow> follower = RowFile.updates(run).follow();
      List<UpdatesRow> found = new ArrayList<>(taken(follower, false));
      assertThat(found).isEmpty();
      Files.createFile(run.updates());
      for (int from = 0; from < whole.length; ) {
        int to = Math.min(whole.length, from + 1 + random.nextInt(20_000));
        Files.write(run.updates(), Arrays.copyOfRange(whole, from, to), StandardOpenOption.APPEND);
        found.addAll(taken(follower, false));
        assertThat(found).isEqualTo(rows.subList(0, found.size()));
        from = to;
      }
      assertThat(found).isEqualTo(rows);
      assertThat(taken(follower, false)).isEmpty();
    }
  }

  @Test
  void next_runThatWentBackToACheckpoint_beginsAnew() throws IOException {
    RowFollower<UpdatesRow> follower = RowFile.updates(run).follow();
    assertThat(taken(follower, false)).isEqualTo(rows);
    int cut = endOfRow(200);
    Files.write(run.updates(), Arrays.copyOf(whole, cut));
    assertThat(taken(follower, true)).isEqualTo(rows.subList(0, 200));
    Files.write(run.updates(), whole);
    assertThat(taken(follower, false)).isEqualTo(rows.subList(200, ROWS));

    byte[] other = whole.clone();
    other[whole.length - 3] ^= 1;
    Files.write(run.updates(), other);
    assertThat(taken(follower, true)).hasSize(ROWS).isNotEqualTo(rows);
    Files.delete(run.updates());
    assertThat(taken(follower, true)).isEmpty();
  }

  @Test
  void next_fileThatIsNoTable_isRefused() throws IOException {
    Files.writeString(run.updates(), "a,b\n1,2\n");
    RowFollower<UpdatesRow> follower = RowFile.updates(run).follow();
    assertThatThrownBy(follower::next)
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("has no column 'row'");
  }

  /** Rows that were given are no longer held. */
  @Test
  void forEach_manyRows_holdsFewOfThem() throws IOException {
    writeEpisodes(50_000);
    List<WeakReference<EpisodeRow>> first = new ArrayList<>();
    long[] count = {0};
    RowFile.episodes(run)
        .forEach(
            row -> {
              assertThat(row.episode()).isEqualTo(count[0]++);
              if (first.isEmpty()) {
                first.add(new WeakReference<>(row));
              }
              if (count[0] == 40_000) {
                System.gc();
                assertThat(first.get(0).get()).isNull();
              }
            });
    assertThat(count[0]).isEqualTo(50_000);
  }

  /** In a JVM whose heap is smaller than a hundredth of the file. */
  @Tag("long")
  @Test
  void forEach_tenMillionRows_takesLittleMemoryAndTime() throws Exception {
    writeEpisodes(10_000_000);
    assertThat(Files.size(run.episodes())).isGreaterThan(500_000_000);
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RowFollowerTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(reader.waitFor(1, TimeUnit.SECONDS)).isTrue();
    assertThat(said).endsWith("10000000 rows%n".formatted());
  }

  /** Counts the episodes in a run's folder. */
  public static void main(String[] folder) throws IOException {
    long[] count = {0};
    long start = System.nanoTime();
    RowFile.episodes(RunFolder.at(Path.of(folder[0]))).forEach(row -> count[0]++);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seconds > 300) {
      throw new UncheckedIOException(new IOException("It took %s s.".formatted(seconds)));
    }
    System.out.println(seconds + " s");
    System.out.println(count[0] + " rows");
  }

  private void writeEpisodes(int count) throws IOException {
    List<Column<EpisodeRow>> columns = EpisodeRow.columns(Scopes.NONE);
    StringBuilder text = new StringBuilder(String.join(",", Column.keys(columns))).append('\n');
    try (BufferedWriter out = Files.newBufferedWriter(run.episodes())) {
      for (int row = 0; row < count; row++) {
        text.append(row).append(",0,").append(row).append(',').append(row);
        text.append(",1.5,9,1.5,true,false,4,0,1,0.25,,,0,1.5,,,,,,,,,,,");
        out.append(text.append('\n'));
        text.setLength(0);
      }
    }
  }

  /** Returns where the row of a number ends, counted from behind: the header has more lines. */
  private int endOfRow(int number) {
    int end = whole.length;
    for (int row = ROWS; row > number; row--) {
      do {
        end--;
      } while (whole[end - 1] != '\n');
    }
    return end;
  }

  private static List<UpdatesRow> taken(RowFollower<UpdatesRow> follower, boolean anew)
      throws IOException {
    List<UpdatesRow> taken = new ArrayList<>();
    RowFollower.NewRows<UpdatesRow> next = follower.next();
    assertThat(next.anew()).isEqualTo(anew);
    while (!next.rows().isEmpty()) {
      taken.addAll(next.rows());
      next = follower.next();
      assertThat(next.anew()).isFalse();
    }
    return taken;
  }
}
