package io.rein4j.env.toytext;

import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Canvas;
import io.rein4j.env.draw.Letters;
import java.awt.Graphics2D;

/** The picture of a game of blackjack, laid out as Gymnasium's. */
final class BlackjackPicture {

  static final double FRAMES_PER_SECOND = 4;

  private static final int WIDTH = 600;
  private static final int HEIGHT = 500;
  private static final int CARD_HEIGHT = HEIGHT / 3;
  private static final int CARD_WIDTH = CARD_HEIGHT * 142 / 197;
  private static final int SPACING = HEIGHT / 20;
  private static final int SMALL = 4;
  private static final int LARGE = 9;
  private static final int TEXT_HEIGHT = 33;
  private static final int CARD_TOP = 2 * SPACING + TEXT_HEIGHT;
  private static final int PLAYER_TOP = CARD_TOP + CARD_HEIGHT + SPACING * 3 / 2;
  private static final int SUM_TOP = PLAYER_TOP + TEXT_HEIGHT + SPACING;
  private static final int ACE_TOP = SUM_TOP + 83 + SPACING / 2;

  private static final int CLOTH = 0x076324;
  private static final int WHITE = 0xFFFFFF;
  private static final int PAPER = 0xF2F2F2;
  private static final int BORDER = 0x1F2438;
  private static final int RED = 0xB43A4A;
  private static final int BLACK = 0x2A3150;
  private static final String[] FACES = {"J", "Q", "K"};
  private static final int CLUBS = 0;
  private static final int DIAMONDS = 1;
  private static final int HEARTS = 2;

  private BlackjackPicture() {}

  /**
   * Draws a game.
   *
   * @param sum the player's
   * @param dealer worth of the dealer's card that shows
   * @param suit of that card: clubs, diamonds, hearts, spades
   * @param face of that card, if it is worth 10: jack, queen, king
   */
  static RgbImage of(int sum, int dealer, boolean usableAce, int suit, int face) {
    Canvas canvas = Canvas.downwards(WIDTH, HEIGHT);
    canvas.rectangle(CLOTH, 0, 0, WIDTH, HEIGHT);
    Graphics2D graphics = canvas.graphics();
    Letters.draw(graphics, WHITE, "Dealer: " + dealer, SPACING, SPACING, SMALL);
    String rank = dealer == 1 ? "A" : dealer == 10 ? FACES[face] : String.valueOf(dealer);
    card(graphics, WIDTH / 2 - CARD_WIDTH - SPACING / 2, rank, suit);
    back(graphics, WIDTH / 2 + SPACING / 2);
    Letters.draw(graphics, WHITE, "Player", SPACING, PLAYER_TOP, SMALL);
    centred(graphics, String.valueOf(sum), SUM_TOP, LARGE);
    if (usableAce) {
      centred(graphics, "usable ace", ACE_TOP, SMALL);
    }
    return canvas.image();
  }

  private static void centred(Graphics2D graphics, String text, int top, int square) {
    int left = (WIDTH - Letters.width(text) * square) / 2;
    Letters.draw(graphics, WHITE, text, left, top, square);
  }

  private static Figures paper(Graphics2D graphics, int left) {
    Figures card = new Figures(graphics, left, CARD_TOP, CARD_WIDTH, CARD_HEIGHT);
    card.rounded(BORDER, 0, 0, 1, 1, 0.16);
    card.rounded(PAPER, 0.02, 0.015, 0.96, 0.97, 0.14);
    return card;
  }

  private static void card(Graphics2D graphics, int left, String rank, int suit) {
    Figures card = paper(graphics, left);
    int ink = suit == DIAMONDS || suit == HEARTS ? RED : BLACK;
    Letters.draw(graphics, ink, rank, left + 8, CARD_TOP + 10, 3);
    Letters.draw(graphics, ink, rank, left + CARD_WIDTH - 23, CARD_TOP + CARD_HEIGHT - 32, 3);
    switch (suit) {
      case DIAMONDS -> card.polygon(ink, 0.5, 0.3, 0.74, 0.5, 0.5, 0.7, 0.26, 0.5);
      case HEARTS -> {
        card.ellipse(ink, 0.24, 0.34, 0.28, 0.2);
        card.ellipse(ink, 0.48, 0.34, 0.28, 0.2);
        card.polygon(ink, 0.26, 0.48, 0.74, 0.48, 0.5, 0.68);
      }
      case CLUBS -> {
        card.ellipse(ink, 0.37, 0.31, 0.26, 0.19);
        card.ellipse(ink, 0.23, 0.45, 0.26, 0.19);
        card.ellipse(ink, 0.51, 0.45, 0.26, 0.19);
        card.polygon(ink, 0.5, 0.45, 0.6, 0.7, 0.4, 0.7);
      }
      default -> {
        card.polygon(ink, 0.5, 0.29, 0.75, 0.52, 0.25, 0.52);
        card.ellipse(ink, 0.24, 0.46, 0.28, 0.18);
        card.ellipse(ink, 0.48, 0.46, 0.28, 0.18);
        card.polygon(ink, 0.5, 0.5, 0.6, 0.71, 0.4, 0.71);
      }
    }
  }

  private static void back(Graphics2D graphics, int left) {
    Figures card = paper(graphics, left);
    card.rounded(RED, 0.08, 0.06, 0.84, 0.88, 0.08);
    card.rounded(PAPER, 0.11, 0.08, 0.78, 0.84, 0.06);
    for (int row = 0; row < 9; row++) {
      for (int column = 0; column < 5; column++) {
        double x = 0.14 + 0.15 * column;
        double y = 0.105 + 0.09 * row;
        card.polygon(RED, x + 0.06, y, x + 0.12, y + 0.04, x + 0.06, y + 0.08, x, y + 0.04);
      }
    }
  }
}
