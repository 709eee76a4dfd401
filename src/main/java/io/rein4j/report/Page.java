package io.rein4j.report;

import io.rein4j.files.AtomicFiles;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page in the making: one HTML file that needs nothing beside it.
 *
 * <p>Text and tables are in the HTML; figures are data (JSON) that the page's script draws. The
 * page's content security policy lets nothing be fetched, and no script run but the two it carries,
 * by their hashes.
 */
final class Page {

  /** A figure of a run's or study's main ones: a button, a link, a number. */
  record Tile(String label, String value, String note) {}

  private final String title;
  private final Html body = new Html();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Map<String, Object> tables = new LinkedHashMap<>();
  private final List<XyFigure> drawn = new ArrayList<>();

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

  /** Adds sentences that a reader must not miss. */
  Page notice(String kind, List<String> sentences) {
    body.open("div", "class", "notice " + kind);
    sentences.forEach(sentence -> body.element("p", sentence));
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

  /** Adds a figure; one without a point is left out. */
  Page figure(XyFigure figure) {
    if (!figure.hasPoints()) {
      return this;
    }
    figures.put(figure.id(), figure.toJson());
    drawn.add(figure);
    body.open("figure", "id", figure.id()).element("h3", figure.title());
    body.open("div", "class", "legend").close("div");
    body.element("div", "↑ " + figure.y().label(), "class", "axis");
    body.open(
            "div",
            "class",
            "chart",
            "data-figure",
            figure.id(),
            "role",
            "img",
            "aria-label",
            figure.title() + ". " + figure.reading())
        .close("div");
    body.element("div", figure.x().label() + " →", "class", "axis x");
    body.open("figcaption").element("p", figure.reading());
    csvButton("figure", figure.id()).close("figcaption").close("figure");
    return this;
  }

  /** Adds a table, with its numbers as CSV. */
  Page table(Table table) {
    tables.put(table.id(), table.toJson());
    body.open("section", "class", "table", "id", table.id());
    body.element("h3", table.title());
    table.write(body);
    body.open("div", "class", "caption").element("p", table.reading());
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

  /** {@return the figures so far} */
  List<XyFigure> drawn() {
    return List.copyOf(drawn);
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
    String data = embedded(JsonFiles.line(Map.of("figures", figures, "tables", tables)));
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; script-src %s %s"
            .formatted(hash(assets.library()), hash(assets.script())));
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.element("title", title + " · Rein4J");
    html.open("style").raw(assets.style()).close("style").close("head");
    html.open("body").open("main").raw(body.toString()).close("main");
    html.open("footer");
    html.element("p", "Written by Rein4J " + Provenance.version() + ".");
    html.open("details").element("summary", "Charts by uPlot " + assets.libraryVersion());
    html.element("pre", assets.license()).close("details").close("footer");
    html.element("noscript", "The figures are drawn by the page's own script, which is off here.");
    html.open("script", "type", "application/json", "id", "data").raw(data).close("script");
    html.open("script").raw(assets.library()).close("script");
    html.open("script").raw(assets.script()).close("script");
    return html.close("body").close("html").toString();
  }

  /** JSON that no text in it can end early: within strings, where alone it occurs, < is escaped. */
  private static String embedded(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform knows SHA-256.", e);
    }
  }
}
