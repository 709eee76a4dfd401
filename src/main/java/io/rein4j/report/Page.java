package io.rein4j.report;

import io.rein4j.files.AtomicFiles;
import io.rein4j.files.Sha256;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page in the making: one HTML file that needs nothing beside it.
 *
 * <p>Texts, tables and figures are in the HTML, figures as SVG in two sizes. The page's script only
 * tells what lies under the cursor, hides and shows series, and hands out numbers as CSV. The
 * page's content security policy lets nothing be fetched, and no script run but that one, by its
 * hash.
 */
final class Page {

  /** A figure of a run's or study's main ones: a button, a link, a number. */
  record Tile(String label, String value, String note) {}

  /** An animated GIF in Base64, with a label and a sentence. */
  record Film(String label, String about, String gif) {}

  /** Something found: in a word, its colour (good, bad or neutral), and in a sentence. */
  record Finding(String badge, String kind, String sentence) {}

  private final String title;
  private final Html body = new Html();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<String, Object> tables = new LinkedHashMap<>();
  private final Map<String, Drawing> drawings = new LinkedHashMap<>();
  private boolean hasFilms;

  /** What can be drawn in a size and in colours. */
  private interface Drawing {
    String draw(Layout layout, Ink ink);
  }

  /**
   * Begins a page.
   *
   * @param title the browser's title and the page's heading
   * @param kind what the page is of, above the heading
   * @param about a line below the heading
   */
  Page(String title, String kind, String about) {
    this.title = title;
    body.open("header");
    body.element("p", kind, "class", "kind");
    body.element("h1", title);
    body.element("p", about, "class", "about");
    body.close("header");
  }

  Page section(String heading) {
    body.element("h2", heading);
    return this;
  }

  Page paragraph(String text) {
    body.element("p", text);
    return this;
  }

  /** Adds animated pictures beside one another. */
  Page films(List<Film> films) {
    if (!films.isEmpty()) {
      hasFilms = true;
      body.open("div", "class", "films");
      for (Film film : films) {
        body.open("figure").element("h3", film.label());
        body.open("img", "src", "data:image/gif;base64," + film.gif(), "alt", film.about());
        body.open("figcaption").element("p", film.about()).close("figcaption").close("figure");
      }
      body.close("div");
    }
    return this;
  }

  /** Adds sentences that a reader must not miss. */
  Page notice(String kind, List<String> sentences) {
    body.open("div", "class", "notice " + kind);
    sentences.forEach(sentence -> body.open("p").prose(sentence).close("p"));
    body.close("div");
    return this;
  }

  Page tiles(List<Tile> tiles) {
    body.open("dl", "class", "tiles");
    for (Tile tile : tiles) {
      body.open("div").element("dt", tile.label());
      body.element("dd", tile.value()).element("dd", tile.note(), "class", "note").close("div");
    }
    body.close("dl");
    return this;
  }

  /** Adds figures that read alike beside one another, where there is room for that. */
  Page grid(List<XyFigure> figures) {
    List<XyFigure> shown = figures.stream().filter(XyFigure::hasPoints).toList();
    if (!shown.isEmpty()) {
      paragraph(shown.get(0).reading());
      body.open("div", "class", "grid");
      shown.forEach(figure -> figure(figure, ""));
      body.close("div");
    }
    return this;
  }

  /** Adds matrices that read alike beside one another. */
  Page matrices(List<Matrix> matrices) {
    if (!matrices.isEmpty()) {
      paragraph(matrices.get(0).reading());
      body.open("div", "class", "grid");
      matrices.forEach(matrix -> boxed(matrix.table(), "", () -> matrix.write(body)));
      body.close("div");
    }
    return this;
  }

  /** Adds what was found, a line each: a badge, then a sentence. */
  Page findings(List<Finding> findings) {
    body.open("ul", "class", "findings");
    for (Finding finding : findings) {
      body.open("li");
      body.element("span", finding.badge(), "class", "badge " + finding.kind());
      body.open("span").prose(finding.sentence()).close("span").close("li");
    }
    body.close("ul");
    return this;
  }

  /** Adds findings that a click unfolds. */
  Page findings(String heading, List<Finding> findings) {
    body.open("details").element("summary", heading);
    findings(findings);
    body.close("details");
    return this;
  }

  /** Adds a figure; one without a point is left out. */
  Page figure(XyFigure figure) {
    return figure.hasPoints() ? figure(figure, figure.reading()) : this;
  }

  private Page figure(XyFigure figure, String caption) {
    figures.put(figure.id(), figure.toJson());
    body.open("figure", "id", figure.id()).element("h3", figure.title());
    draw(
        figure.id(),
        figure.title() + ". " + figure.reading(),
        (layout, ink) -> SvgFigure.draw(figure, layout, ink));
    body.open("figcaption").element("p", caption);
    csvButton("figure", figure.id()).close("figcaption").close("figure");
    return this;
  }

  /** Draws for wide and for narrow screens, of which the page's style shows one. */
  private void draw(String id, String description, Drawing drawing) {
    drawings.put(id, drawing);
    body.open("div", "class", "plot", "data-plot", id, "role", "group", "aria-label", description);
    for (Layout layout : Layout.values()) {
      body.open("div", "class", layout.name().toLowerCase(Locale.ROOT));
      body.raw(drawing.draw(layout, Ink.PAGE)).close("div");
    }
    body.close("div");
  }

  /** Adds a table, with its numbers as CSV; one without a row is left out. */
  Page table(Table table) {
    if (table.rows().isEmpty()) {
      return this;
    }
    return boxed(
        table,
        table.reading(),
        () -> {
          if (table.intervals().isPresent()) {
            draw(
                table.id(),
                table.title() + ". " + table.reading(),
                (layout, ink) -> SvgIntervals.draw(table, layout, ink));
          }
          table.write(body);
        });
  }

  private Page boxed(Table table, String caption, Runnable content) {
    tables.put(table.id(), table.toJson());
    body.open("section", "class", "table", "id", table.id());
    body.element("h3", table.title());
    content.run();
    body.open("div", "class", "caption").element("p", caption);
    csvButton("table", table.id()).close("div").close("section");
    return this;
  }

  private Html csvButton(String kind, String id) {
    return body.element(
        "button",
        "CSV",
        "type",
        "button",
        "data-csv",
        kind,
        "data-id",
        id,
        "title",
        "Download these numbers as " + id + ".csv");
  }

  /** Adds a text that a click unfolds, as it stands in a file. */
  Page file(String heading, String text) {
    body.open("details").element("summary", heading).element("pre", text).close("details");
    return this;
  }

  Page definitions(Map<String, String> entries) {
    body.open("dl", "class", "definitions");
    entries.forEach((name, value) -> body.element("dt", name).element("dd", value));
    body.close("dl");
    return this;
  }

  /** Adds links to files beside the page. */
  Page links(Map<String, String> targets) {
    body.open("ul", "class", "links");
    targets.forEach(
        (target, what) ->
            body.open("li").element("a", target, "href", target).text(" " + what).close("li"));
    body.close("ul");
    return this;
  }

  /** {@return the figures so far as SVG, by id} */
  Map<String, String> drawings() {
    Map<String, String> files = new LinkedHashMap<>();
    drawings.forEach((id, drawing) -> files.put(id, drawing.draw(Layout.WIDE, Ink.PAPER)));
    return files;
  }

  /**
   * Writes the page.
   *
   * @param file where to; replaced as a whole if it exists
   * @throws IOException if it cannot be written
   */
  void write(Path file) throws IOException {
    byte[] page = html(Assets.read()).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(file, stream -> stream.write(page));
  }

  private String html(Assets assets) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("figures", figures);
    all.put("tables", tables);
    String data = embedded(JsonFiles.line(all));
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; %sstyle-src 'unsafe-inline'; script-src %s"
            .formatted(hasFilms ? "img-src data:; " : "", hash(assets.script())));
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", title + " · Rein4J");
    html.open("style").raw(assets.style()).close("style").close("head");
    html.open("body").open("main").raw(body.toString()).close("main");
    html.open("footer");
    html.element("p", "Written by Rein4J " + Provenance.ownVersion() + ".");
    html.close("footer");
    html.open("script", "type", "application/json", "id", "data").raw(data).close("script");
    html.open("script").raw(assets.script()).close("script");
    return html.close("body").close("html").toString();
  }

  /** JSON that no text in it can end early: within strings, where alone it occurs, < is escaped. */
  private static String embedded(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String hash(String script) {
    byte[] hash = new Sha256().add(StandardCharsets.UTF_8.encode(script)).bytes();
    return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
  }
}
