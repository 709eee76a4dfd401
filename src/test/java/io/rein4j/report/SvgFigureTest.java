package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.report.Series.Style;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgFigureTest {

  private static final double[] X = {1, 2, 3, 4};
  private static final double[] Y = {1, 10, Double.NaN, 1000};

  @Test
  void svg_lineWithAGap_isBrokenThereAndBandsWithIt() throws Exception {
    Series line =
        Series.of("a < b\033", Style.LINE, 0, X, Y)
            .between(new double[] {1, 5, Double.NaN, 500}, new double[] {2, 20, 30, 2000});

    Document svg = parse(figure(line));

    List<String> paths = attributes(svg, "path", "d");
    assertThat(paths).anyMatch(path -> path.matches("M[^ML]+ [^ML]+L[^ML]+M[^ML]+"));
    assertThat(paths.stream().filter(path -> path.endsWith("Z"))).hasSize(2);
    assertThat(svg.getDocumentElement().getTextContent()).contains("a < b\\x1b", "here", "1,000");
  }

  @Test
  void svg_pointThatNoLineLeadsTo_isADot() throws Exception {
    double[] gaps = {1, Double.NaN, 100, 1000};

    assertThat(dots(Series.of("the first", Style.LINE, 0, X, gaps))).hasSize(1);
    assertThat(dots(Series.of("the last", Style.DASHED, 0, X, Y))).hasSize(1);
    assertThat(dots(Series.of("none", Style.LINE, 0, X, new double[] {1, 10, 100, 1000})))
        .isEmpty();
    assertThat(dots(single(Style.LINE))).hasSize(1);
    assertThat(dots(single(Style.EXTENDED))).isEmpty();
  }

  private static List<String> dots(Series series) throws Exception {
    return attributes(parse(figure(series)), "path", "d").stream()
        .filter(path -> path.matches("M[^M]+h0"))
        .toList();
  }

  private static Series single(Style style) {
    return Series.of("single", style, 0, new double[] {2000}, new double[] {5});
  }

  @Test
  void svg_axisOfACount_beginsAtZeroAndEndsAtTheLastOne() throws Exception {
    XyFigure figure =
        new XyFigure(
            "figure",
            "title",
            "reading",
            Axis.counted("step", "steps"),
            Axis.log("y", "y"),
            List.of(single(Style.LINE)),
            List.of());
    Document svg = parse(figure);

    NodeList texts = svg.getElementsByTagName("text");
    assertThat(IntStream.range(0, texts.getLength()).mapToObj(i -> texts.item(i).getTextContent()))
        .contains("0", "500", "2,000")
        .doesNotContain("2,500", "3,000");
  }

  @Test
  void svg_twoBands_areDrawnBeforeAnyLine() throws Exception {
    double[] ones = {1, 1, 1, 1};
    Series first = Series.of("first", Style.LINE, 0, X, ones).between(ones, ones);
    Series second = Series.of("second", Style.LINE, 1, X, ones).between(ones, ones);

    List<String> paths = attributes(parse(figure(first, second)), "path", "d");

    List<Boolean> bands =
        paths.stream().filter(path -> path.contains("L")).map(path -> path.endsWith("Z")).toList();
    assertThat(bands).containsExactly(true, true, false, false);
  }

  @Test
  void svg_extendedLine_goesOnLevelToTheEdges() throws Exception {
    Series line = Series.of("line", Style.EXTENDED, 0, X, new double[] {1, 10, 100, 1000});

    List<String> paths = attributes(parse(figure(line)), "path", "d");

    assertThat(paths).anyMatch(path -> path.matches("M\\S+ (\\S+?)L\\S+ \\1L.* (\\S+?)L784.0 \\2"));
  }

  @Test
  void svg_logAxis_placesPowersOfTenEquallyFarApart() throws Exception {
    Document svg = parse(figure(Series.of("points", Style.POINTS, 1, X, Y)));

    String dots =
        attributes(svg, "path", "d").stream()
            .filter(d -> d.contains("h0M"))
            .findFirst()
            .orElseThrow();
    List<Double> heights =
        Stream.of(dots.substring(1).split("h0M?", -1))
            .filter(dot -> !dot.isEmpty())
            .map(dot -> Double.valueOf(dot.split(" ", -1)[1]))
            .toList();
    assertThat(heights).hasSize(3);
    double decade = heights.get(0) - heights.get(1);
    assertThat(heights.get(1) - heights.get(2))
        .isCloseTo(2 * decade, org.assertj.core.data.Offset.offset(0.3));
  }

  @Test
  void svg_forThePage_isThePapersInOtherColoursBelowItsTitle() {
    XyFigure figure = figure(Series.of("line", Style.LINE, 0, X, Y));

    for (Layout layout : Layout.values()) {
      assertThat(shapes(SvgFigure.draw(figure, layout, Ink.PAGE)))
          .isEqualTo(shapes(SvgFigure.draw(figure, layout, Ink.PAPER)))
          .hasSizeGreaterThan(10);
    }
  }

  /** The elements without colours, the paper and the title on it. */
  private static List<String> shapes(String svg) {
    return svg.lines()
        .skip(1)
        .filter(line -> !line.startsWith("<rect width=") && !line.contains("bold"))
        .map(line -> line.replaceAll("(#[0-9a-f]{6}|var\\(--\\w+\\))", "colour"))
        .toList();
  }

  @Test
  void files_ofAFigure_areSvgAndPngOfTwiceItsSize(@TempDir Path folder) throws IOException {
    FigureFiles.write(
        folder,
        Map.of(
            "figure",
            SvgFigure.draw(
                figure(Series.of("line", Style.DASHED, 0, X, Y)), Layout.WIDE, Ink.PAPER)));

    assertThat(folder.resolve("figure.svg")).isNotEmptyFile();
    var image = ImageIO.read(folder.resolve("figure.png").toFile());
    assertThat(image.getWidth()).isEqualTo(1600);
    long blue =
        IntStream.range(0, image.getWidth())
            .filter(
                x ->
                    IntStream.range(0, image.getHeight())
                        .anyMatch(y -> (image.getRGB(x, y) & 0xffffff) == 0x0072b2))
            .count();
    assertThat(blue).as("columns with the line's colour").isGreaterThan(100);
  }

  /** Also its band, of which there is no more than at this point. */
  @Test
  void files_ofALineThroughOnePoint_showIt(@TempDir Path folder) throws IOException {
    XyFigure figure =
        new XyFigure(
            "figure",
            "title",
            "reading",
            Axis.counted("step", "steps"),
            Axis.log("y", "y"),
            List.of(single(Style.DOTTED).between(new double[] {5}, new double[] {50})),
            List.of());
    FigureFiles.write(folder, Map.of("figure", SvgFigure.draw(figure, Layout.WIDE, Ink.PAPER)));

    var image = ImageIO.read(folder.resolve("figure.png").toFile());
    List<Integer> plot =
        IntStream.range(120, image.getHeight())
            .flatMap(y -> IntStream.range(200, image.getWidth()).map(x -> image.getRGB(x, y)))
            .mapToObj(colour -> colour & 0xffffff)
            .toList();
    assertThat(plot.stream().filter(colour -> colour == 0x0072b2).count())
        .as("pixels of the point")
        .isGreaterThan(50);
    assertThat(plot.stream().filter(colour -> colour == 0xc7e0ee).count())
        .as("pixels of the band")
        .isGreaterThan(500);
  }

  private static XyFigure figure(Series... series) {
    return new XyFigure(
        "figure",
        "title",
        "reading",
        Axis.linear("x", "x"),
        Axis.log("y", "y"),
        List.of(series),
        List.of(new Marker(3.9, "here, far to the right")));
  }

  private static Document parse(XyFigure figure) throws Exception {
    byte[] svg = SvgFigure.draw(figure, Layout.WIDE, Ink.PAPER).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static List<String> attributes(Document svg, String tag, String attribute) {
    NodeList elements = svg.getElementsByTagName(tag);
    return IntStream.range(0, elements.getLength())
        .mapToObj(i -> ((Element) elements.item(i)).getAttribute(attribute))
        .toList();
  }
}
