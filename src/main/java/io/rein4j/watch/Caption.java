package io.rein4j.watch;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import io.rein4j.env.draw.Letters;
import io.rein4j.env.wrap.RewardNoise;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.train.Moment;
import io.rein4j.train.RunConfig;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What stands below the picture of a moment: where the episode is and its return, what the agent
 * does next and which returns it expects, and where it comes from.
 */
public final class Caption {

  private static final int LEAST_WIDTH = 480;
  private static final int SMALL = 300;
  private static final int MARGIN = 8;
  private static final int LEADING = 5;
  private static final int MOST_NUMBERS = 4;
  private static final int PAPER = 0x16191F;
  private static final int INK = 0xE6EDF3;
  private static final int FAINT = 0x8B949E;
  private static final int CHOSEN = 0xFFB454;

  /** A piece of a line in one colour. */
  private record Piece(String text, int color) {}

  private final Space actions;
  private final List<String> origin;

  /**
   * Makes captions.
   *
   * @param actions the space of the agent's actions
   * @param origin where the agent comes from, a line each
   */
  public Caption(Space actions, List<String> origin) {
    this.actions = actions;
    this.origin = List.copyOf(origin);
  }

  /**
   * {@return where an agent comes from, a line each: its run and step, and whether it learned from
   * noisy rewards, which episodes that are played do not have}
   *
   * @param run the run's settings
   * @param step agent steps of training
   * @param drawn whether actions are drawn
   */
  public static List<String> origin(RunConfig run, long step, boolean drawn) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "%s · step %,d%s", run.name(), step, drawn ? " · actions drawn" : ""));
    for (Wrapper wrapper : run.env().wrappers()) {
      if (wrapper instanceof RewardNoise noise) {
        lines.add("learned from noisy rewards: " + noise.distribution());
      }
    }
    return lines;
  }

  /**
   * {@return the picture of a moment with the caption below, enlarged if it is small}
   *
   * @param moment the moment
   */
  public RgbImage picture(Moment moment) {
    RgbImage drawn = moment.renderer().render();
    int times = drawn.width() < SMALL ? (LEAST_WIDTH + drawn.width() - 1) / drawn.width() : 1;
    int width = drawn.width() * times;
    int square = width >= LEAST_WIDTH ? 2 : 1;
    int line = Letters.HEIGHT * square + LEADING;
    List<List<Piece>> lines = lines(moment);
    int top = drawn.height() * times;
    int height = top + 2 * MARGIN + lines.size() * line - LEADING;
    // Videos have an even number of rows.
    BufferedImage image = new BufferedImage(width, height + height % 2, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(PAPER));
    graphics.fillRect(0, 0, width, image.getHeight());
    graphics.drawImage(Changes.of(null, drawn).cut(drawn), 0, 0, width, top, null);
    int most = (width - 2 * MARGIN) / (Letters.ADVANCE * square);
    for (int i = 0; i < lines.size(); i++) {
      int column = 0;
      for (Piece piece : lines.get(i)) {
        String text = piece.text().substring(0, Math.min(piece.text().length(), most - column));
        Letters.draw(
            graphics,
            piece.color(),
            text,
            MARGIN + (double) column * Letters.ADVANCE * square,
            top + MARGIN + (double) i * line,
            square);
        column += text.length();
      }
    }
    graphics.dispose();
    return new RgbImage(
        width, image.getHeight(), image.getRGB(0, 0, width, image.getHeight(), null, 0, width));
  }

  private List<List<Piece>> lines(Moment moment) {
    List<List<Piece>> lines = new ArrayList<>();
    lines.add(
        List.of(
            new Piece(
                "episode %s · step %s · return %s"
                    .formatted(
                        moment.episode() + 1, moment.step(), number(moment.episodeReturn(), 1)),
                INK)));
    lines.add(deed(moment));
    origin.forEach(text -> lines.add(List.of(new Piece(text, FAINT))));
    return lines;
  }

  private List<Piece> deed(Moment moment) {
    List<Float> action = moment.action();
    if (action.isEmpty()) {
      return List.of(
          new Piece(moment.end() == Moment.End.TERMINATED ? "terminated" : "truncated", CHOSEN));
    }
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece("action " + inWords(action), INK));
    List<Float> estimates = moment.estimates();
    if (estimates.size() == 1) {
      pieces.add(new Piece(" · value " + number(estimates.get(0), 2), INK));
    } else if (estimates.size() > 1 && actions instanceof Discrete discrete) {
      pieces.add(new Piece(" · Q", INK));
      int chosen = Math.round(action.get(0)) - discrete.start();
      boolean all = estimates.size() <= MOST_NUMBERS;
      for (int i = 0; i < estimates.size(); i++) {
        if (all || i == chosen) {
          pieces.add(new Piece(" " + number(estimates.get(i), 2), i == chosen ? CHOSEN : FAINT));
        }
      }
    }
    return pieces;
  }

  private String inWords(List<Float> action) {
    boolean whole = !(actions instanceof Box);
    StringBuilder words = new StringBuilder();
    for (float element : action.subList(0, Math.min(action.size(), MOST_NUMBERS))) {
      words.append(words.isEmpty() ? "" : " ");
      words.append(
          whole ? String.valueOf((long) element) : String.format(Locale.ROOT, "%+.2f", element));
    }
    return words.append(action.size() > MOST_NUMBERS ? " ..." : "").toString();
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
