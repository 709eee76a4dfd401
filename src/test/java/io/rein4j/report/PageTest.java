package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.report.Series.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

  private static final String HOSTILE = "</script><script>alert('&\"')</script><!--";

  @TempDir private Path temporary;

  @Test
  void page_hostileTexts_staysTextEverywhere() throws IOException {
    Page page =
        new Page(HOSTILE, HOSTILE, HOSTILE)
            .section(HOSTILE)
            .notice("warn", List.of(HOSTILE))
            .figure(figure(HOSTILE, HOSTILE))
            .table(
                new Table(
                    "table",
                    HOSTILE,
                    HOSTILE,
                    List.of(new Table.Column(HOSTILE, HOSTILE)),
                    List.of(List.of(Table.Cell.link(HOSTILE, HOSTILE)))))
            .file(HOSTILE, HOSTILE);

    String html = written(page);

    assertThat(html.split("</script>", -1)).as("two scripts end").hasSize(3);
    assertThat(html).doesNotContain("<script>alert").doesNotContain("<!--");
    JsonNode data = data(html);
    assertThat(data.at("/figures/figure/series/0/name").textValue()).isEqualTo(HOSTILE);
    assertThat(data.at("/tables/table/rows/0/0").textValue()).isEqualTo(HOSTILE);
  }

  @Test
  void page_any_asksForNothing() throws IOException {
    String html = written(new Page("title", "kind", "about").figure(figure("a", "b")));

    assertThat(html).contains("default-src 'none'");
    assertThat(html).doesNotContainPattern("<(link|img|iframe|script[^>]* src)");
  }

  @Test
  void figure_withoutAPoint_isLeftOut() throws IOException {
    XyFigure empty =
        new XyFigure(
            "figure",
            "title",
            "reading",
            Axis.linear("x", "x"),
            Axis.linear("y", "y"),
            List.of(Series.of("s", Style.LINE, 0, new double[] {1}, new double[] {Double.NaN})),
            List.of());

    assertThat(written(new Page("title", "kind", "about").figure(empty)))
        .doesNotContain("data-plot=\"figure\"");
  }

  private static XyFigure figure(String name, String title) {
    return new XyFigure(
        "figure",
        title,
        title,
        Axis.linear(name, name),
        Axis.log(name, name),
        List.of(Series.of(name, Style.LINE, 0, new double[] {1, 2}, new double[] {3, 4})),
        List.of(new Marker(1.5, name)));
  }

  private String written(Page page) throws IOException {
    Path file = temporary.resolve("report.html");
    page.write(file);
    return Files.readString(file);
  }

  private static JsonNode data(String html) throws IOException {
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    return JsonMapper.builder()
        .build()
        .readTree(html.substring(from, html.indexOf("</script>", from)));
  }
}
