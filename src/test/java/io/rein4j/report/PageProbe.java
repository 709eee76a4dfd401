package io.rein4j.report;

import io.rein4j.harness.Browser;
import java.util.List;
import java.util.Map;

/** What a test asks an open page. */
final class PageProbe {

  private PageProbe() {}

  /** Returns by figure how many of its series the browser shows something of. */
  @SuppressWarnings("unchecked")
  static Map<String, Long> drawnSeries(Browser browser) {
    return (Map<String, Long>)
        browser.run(
            """
            const counts = {};
            for (const plot of document.querySelectorAll('figure [data-plot]')) {
              counts[plot.dataset.plot] = new Set([...plot.querySelectorAll('[data-series]')]
                  .filter(g => g.getClientRects().length)
                  .filter(g => Math.max(g.getBoundingClientRect().width, g.getBoundingClientRect().height) > 12)
                  .map(g => g.dataset.series)).size;
            }
            return counts;
            """);
  }

  /** Returns by table how many rows of its interval plot have a line of some length. */
  @SuppressWarnings("unchecked")
  static Map<String, Long> drawnIntervals(Browser browser) {
    return (Map<String, Long>)
        browser.run(
            """
            const counts = {};
            for (const table of document.querySelectorAll('section.table')) {
              counts[table.id] = [...table.querySelectorAll('.interval')]
                  .filter(g => g.getBoundingClientRect().width > 8).length;
            }
            return counts;
            """);
  }

  /**
   * Returns the texts of figures that run into another one or leave their image, and texts that are
   * too small to be read.
   */
  @SuppressWarnings("unchecked")
  static List<String> illegible(Browser browser) {
    return (List<String>)
        browser.run(
            """
            const found = [];
            for (const svg of document.querySelectorAll('.plot svg')) {
              const edge = svg.getBoundingClientRect();
              const texts = [...svg.querySelectorAll('text')]
                  .map(text => [text.textContent, text.getBoundingClientRect()])
                  .filter(([, box]) => box.width > 0);
              texts.forEach(([text, box], i) => {
                if (box.left < edge.left - 1 || box.right > edge.right + 1
                    || box.top < edge.top - 2 || box.bottom > edge.bottom + 2) {
                  found.push(`${text} leaves ${svg.closest('.plot').dataset.plot}`);
                }
                if (box.height < 9) found.push(`${text} is ${box.height} high`);
                for (const [other, its] of texts.slice(i + 1)) {
                  if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 1
                      && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 3) {
                    found.push(`${text} runs into ${other} in ${svg.closest('.plot').dataset.plot}`);
                  }
                }
              });
            }
            return found;
            """);
  }

  /** Returns the tables whose last column cannot be scrolled to. */
  @SuppressWarnings("unchecked")
  static List<String> cutTables(Browser browser) {
    return (List<String>)
        browser.run(
            """
            return [...document.querySelectorAll('table')].filter(table => {
              const scroll = table.closest('.scroll');
              scroll.scrollLeft = 1e6;
              const last = table.rows[0].lastElementChild.getBoundingClientRect();
              const edge = scroll.getBoundingClientRect();
              scroll.scrollLeft = 0;
              return last.right > edge.right + 1 || edge.right > innerWidth;
            }).map(table => table.closest('section').id);
            """);
  }

  /** Returns the tables that are wider than the place that they have. */
  @SuppressWarnings("unchecked")
  static List<String> scrolledTables(Browser browser) {
    return (List<String>)
        browser.run(
            """
            return [...document.querySelectorAll('.scroll')]
                .filter(scroll => scroll.firstElementChild.getBoundingClientRect().right
                    > scroll.getBoundingClientRect().right + 1)
                .map(scroll => scroll.closest('section').id);
            """);
  }

  /** Returns by how many pixels the page is wider than the screen. */
  static long overflow(Browser browser) {
    return (Long)
        browser.run("return Math.max(0, document.documentElement.scrollWidth - innerWidth);");
  }

  /** Returns the paper's colour. */
  static String colour(Browser browser) {
    return (String) browser.run("return getComputedStyle(document.body).backgroundColor;");
  }

  /** Clicks a CSV button and returns what would have been downloaded. */
  static String csv(Browser browser, String id) {
    return (String)
        browser.run(
            """
            let content;
            const create = URL.createObjectURL;
            const click = HTMLAnchorElement.prototype.click;
            URL.createObjectURL = blob => { content = blob.text(); return '#'; };
            HTMLAnchorElement.prototype.click = () => {};
            document.querySelector(`[data-csv][data-id="${arguments[0]}"]`).click();
            URL.createObjectURL = create;
            HTMLAnchorElement.prototype.click = click;
            return content;
            """,
            id);
  }
}
