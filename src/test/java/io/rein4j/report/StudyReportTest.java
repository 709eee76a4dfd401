package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.plan.Outcome;
import io.rein4j.train.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class StudyReportTest {

  /** Down the image: its x, from one y to another. */
  private static final Pattern AXIS_LINE = Pattern.compile("M([\\d.]+) ([\\d.]+)V([\\d.]+)");

  @TempDir private Path root;

  private String html = "";

  @BeforeEach
  void write() throws IOException {
    RunFolder run = RunFolder.at(root.resolve("runs/a b-2"));
    run.makeIfAbsent();
    Files.writeString(run.report(), "");
    Files.createDirectories(root.resolve("runs/a b-1"));
    Path page = root.resolve("report.html");
    StudyReport.of(SampleStudy.results(root), root, "name: x # </script>\n", List.of())
        .writePage(page);
    html = Files.readString(page);
  }

  @Test
  void page_ofAStudy_beginsWithVerdictsInWords() {
    assertThat(html)
        .contains(
            "Final score, the primary outcome, 24 comparisons to the baseline: 6 better, 9 worse, 6"
                + " equivalent, 3 not decided.")
        .contains(
            "Failures, a secondary outcome, 24 comparisons to the baseline: 6 better, 9 worse, 9 not decided.")
        .contains("<code>off</code> on overall under heavy &lt;noise&gt;: worse.")
        .contains("<summary>The 9 that are not decided</summary>")
        .contains("intervals from <code>fewer than 10</code>");
    assertThat(html.indexOf("What the study found")).isLessThan(html.indexOf("of every level"));
  }

  @Test
  void page_ofAStudy_linksRunsAndTellsOfFailures() {
    assertThat(html)
        .contains("<a href=\"runs/a%20b-2/report.html\">2</a>")
        .contains("<a href=\"runs/a%20b-1/\">1</a>")
        .contains("off, CartPole-v1, clean, seed 3 crashed: The gradient of update 812 holds")
        .contains("How returns become scores", "name: x # &lt;/script&gt;")
        .contains("<td>known to Rein4J</td>", "<td>given by the study</td>");
  }

  @Test
  void page_ofAStudy_showsClippingByGroupOfTheRunsThatFinished() {
    assertThat(html)
        .contains("Clipping by group of parameters")
        .containsPattern("<td>actor</td>\\s*<td class=\"number\">50.0%</td>");
  }

  @Test
  void page_ofAStudyWithGrids_showsTheirSensitivityInSentencesFigureAndTable() {
    assertThat(html)
        .contains("<code>norm</code> under clean costs something.")
        .contains("Performance and sensitivity, all environments, clean")
        .contains("Performance and sensitivity, all environments, heavy &lt;noise&gt;")
        .contains("What one setting for all environments costs")
        .containsPattern("<td>norm</td>\\s*<td[^>]*>0\\.120? \\[0\\.110?, 0\\.130?\\]");
  }

  @Test
  void page_moreSeedsNeededThanAreWorthAFigure_saysOnlyThat() {
    assertThat(html).contains("<td class=\"number\">over 1,000</td>").doesNotContain(">1,234<");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void intervals_inAnySize_haveNoLineOfTheAxisBehindATextAndOneBesideEachInterval(Layout layout)
      throws Exception {
    StudyResults results = SampleStudy.results(root);
    Table table =
        new StudyTables(results, new StudyFigures(results)).comparisons(Outcome.FINAL_SCORE);
    Document svg = parse(SvgIntervals.draw(table, layout, Ink.PAPER));

    List<double[]> lines = new ArrayList<>();
    for (Element path : elements(svg, "path")) {
      AXIS_LINE
          .matcher(path.getAttribute("d"))
          .results()
          .forEach(
              line ->
                  lines.add(
                      IntStream.rangeClosed(1, 3)
                          .mapToDouble(group -> Double.parseDouble(line.group(group)))
                          .toArray()));
    }
    for (Element text : elements(svg, "text")) {
      double baseline = Double.parseDouble(text.getAttribute("y"));
      double width = Svg.width(text.getTextContent());
      double at = Double.parseDouble(text.getAttribute("x"));
      double left =
          switch (text.getAttribute("text-anchor")) {
            case "start" -> at;
            case "end" -> at - width;
            default -> at - width / 2;
          };
      assertThat(lines)
          .as(text.getTextContent())
          .noneMatch(
              line ->
                  line[0] > left
                      && line[0] < left + width
                      && line[1] < baseline + 2
                      && line[2] > baseline - 9);
    }
    for (Element circle : elements(svg, "circle")) {
      double middle = Double.parseDouble(circle.getAttribute("cy"));
      assertThat(lines).anyMatch(line -> line[1] < middle && middle < line[2]);
    }
  }

  private static List<Element> elements(Document svg, String tag) {
    NodeList elements = svg.getElementsByTagName(tag);
    return IntStream.range(0, elements.getLength())
        .mapToObj(i -> (Element) elements.item(i))
        .toList();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void intervals_asSvg_haveARowForEveryLevelInEveryPlace() throws Exception {
    StudyFigures figures = new StudyFigures(SampleStudy.results(root));
    String svg = SvgIntervals.draw(figures.intervals(Outcome.STABILITY), Layout.WIDE, Ink.PAPER);

    Document document = parse(svg);
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(30);
    assertThat(document.getDocumentElement().getTextContent())
        .contains("CartPole-v1, heavy <noise>", "norm-0.5 (baseline)", "0.6");
  }
}
