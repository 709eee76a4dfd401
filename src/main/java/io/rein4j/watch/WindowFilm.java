package io.rein4j.watch;

import io.rein4j.env.RgbImage;
import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** A film in a window, at the pace of the environment's own time, until somebody closes it. */
public final class WindowFilm implements Film {

  private static final double NANOS = 1e9;

  private final String title;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable JFrame frame;
  private volatile @Nullable BufferedImage shown;
  private long due;

  /**
   * Begins a film; the window opens with the first picture.
   *
   * @param title the window's
   * @throws IllegalArgumentException if there is no display
   */
  public WindowFilm(String title) {
    this.title = title;
    if (!canShow()) {
      throw new IllegalArgumentException(
          "There is no display to show a window on: write a film with '--out play.gif', and look at"
              + " that.");
    }
  }

  private static boolean canShow() {
    try {
      return !GraphicsEnvironment.isHeadless()
          && GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices().length > 0;
    } catch (AWTError | RuntimeException | LinkageError e) {
      return false;
    }
  }

  @Override
  public boolean add(RgbImage picture, double seconds) {
    shown = Changes.of(null, picture).cut(picture);
    JFrame window = frame;
    if (window == null) {
      open(picture);
      due = System.nanoTime();
    } else {
      window.repaint();
    }
    due += (long) (seconds * NANOS);
    return !isClosedWithin(due - System.nanoTime());
  }

  private boolean isClosedWithin(long nanos) {
    try {
      return closed.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void open(RgbImage picture) {
    try {
      SwingUtilities.invokeAndWait(
          () -> {
            JFrame made = new JFrame(title);
            JPanel panel =
                new JPanel() {
                  private static final long serialVersionUID = 1;

                  @Override
                  protected void paintComponent(Graphics graphics) {
                    graphics.drawImage(shown, 0, 0, null);
                  }
                };
            panel.setPreferredSize(new Dimension(picture.width(), picture.height()));
            made.add(panel);
            made.pack();
            made.setResizable(false);
            made.setLocationByPlatform(true);
            made.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
            made.addWindowListener(
                new WindowAdapter() {
                  @Override
                  public void windowClosed(WindowEvent event) {
                    closed.countDown();
                  }
                });
            made.setVisible(true);
            frame = made;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("The window cannot be opened.", e);
    }
  }

  /** Waits until the window is closed. */
  @Override
  public void finish() {
    isClosedWithin(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    JFrame window = frame;
    if (window != null) {
      window.dispose();
    }
  }
}
