package io.rein4j.report;

import io.rein4j.Browser;
import java.util.Map;

/** What a test asks an open page. */
final class PageProbe {

  private PageProbe() {}

  /** Returns by figure how many pixels of its canvas have a hue: axes and text are grey. */
  @SuppressWarnings("unchecked")
  static Map<String, Long> drawnPixels(Browser browser) {
    return (Map<String, Long>)
        browser.run(
            """
            const counts = {};
            for (const holder of document.querySelectorAll('[data-figure]')) {
              const canvas = holder.querySelector('canvas');
              const pixels = canvas.getContext('2d')
                  .getImageData(0, 0, canvas.width, canvas.height).data;
              let count = 0;
              for (let i = 0; i < pixels.length; i += 4) {
                const [r, g, b, a] = pixels.slice(i, i + 4);
                if (a > 40 && Math.max(r, g, b) - Math.min(r, g, b) > 60) count++;
              }
              counts[holder.dataset.figure] = count;
            }
            return counts;
            """);
  }

  /** Returns how many rows of interval plots have a line of some length. */
  static long drawnIntervals(Browser browser) {
    return (Long)
        browser.run(
            """
            return [...document.querySelectorAll('.strip g')]
                .filter(g => g.getBoundingClientRect().width > 12).length;
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
