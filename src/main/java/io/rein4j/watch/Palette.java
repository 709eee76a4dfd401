package io.rein4j.watch;

import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * At most 255 colours that stand for those of a picture, and the index 0 for a pixel that is left
 * as it is: the colours themselves, or where they are more, means by median cut (Heckbert, "Color
 * Image Quantization for Frame Buffer Display", 1982).
 */
final class Palette {

  static final int UNCHANGED = 0;

  private static final int MOST = 255;
  private static final int[] SHIFTS = {16, 8, 0};

  private final int[] colors;
  private final Map<Integer, Integer> indices;

  private Palette(int[] colors, Map<Integer, Integer> indices) {
    this.colors = colors;
    this.indices = indices;
  }

  /** {@return the palette of colours, which may come several times} */
  static Palette of(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    List<int[]> boxes = new ArrayList<>();
    boxes.add(counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray());
    if (counts.size() <= MOST) {
      boxes.clear();
      counts.keySet().stream().sorted().forEach(color -> boxes.add(new int[] {color}));
    }
    while (counts.size() > MOST && boxes.size() < MOST) {
      int[] widest = boxes.stream().max(Comparator.comparingInt(Palette::extent)).orElseThrow();
      boxes.remove(widest);
      split(widest, boxes);
    }
    int[] colors = new int[boxes.size() + 1];
    Map<Integer, Integer> indices = new HashMap<>();
    for (int i = 0; i < boxes.size(); i++) {
      colors[i + 1] = mean(boxes.get(i), counts);
      for (int color : boxes.get(i)) {
        indices.put(color, i + 1);
      }
    }
    return new Palette(colors, indices);
  }

  private static int extent(int[] box) {
    return spread(box, SHIFTS[widest(box)]);
  }

  private static int widest(int[] box) {
    int widest = 0;
    for (int channel = 1; channel < SHIFTS.length; channel++) {
      if (spread(box, SHIFTS[channel]) > spread(box, SHIFTS[widest])) {
        widest = channel;
      }
    }
    return widest;
  }

  private static int spread(int[] box, int shift) {
    int least = 255;
    int most = 0;
    for (int color : box) {
      int value = color >> shift & 0xFF;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return box.length == 1 ? -1 : most - least;
  }

  private static void split(int[] box, List<int[]> boxes) {
    int shift = SHIFTS[widest(box)];
    int[] sorted =
        Arrays.stream(box)
            .boxed()
            .sorted(Comparator.comparingInt(color -> color >> shift & 0xFF))
            .mapToInt(Integer::intValue)
            .toArray();
    int half = sorted.length / 2;
    boxes.add(Arrays.copyOf(sorted, half));
    boxes.add(Arrays.copyOfRange(sorted, half, sorted.length));
  }

  private static int mean(int[] box, Map<Integer, Integer> counts) {
    long total = 0;
    long[] sums = new long[SHIFTS.length];
    for (int color : box) {
      int count = counts.getOrDefault(color, 0);
      total += count;
      for (int channel = 0; channel < SHIFTS.length; channel++) {
        sums[channel] += (long) count * (color >> SHIFTS[channel] & 0xFF);
      }
    }
    int mean = 0;
    for (int channel = 0; channel < SHIFTS.length; channel++) {
      mean |= Math.round((float) sums[channel] / total) << SHIFTS[channel];
    }
    return mean;
  }

  /** {@return the index of one of the colours} */
  int index(int color) {
    return indices.getOrDefault(color, UNCHANGED);
  }

  /** {@return the palette as pictures have it} */
  IndexColorModel model() {
    int bits = 1;
    while (1 << bits < colors.length) {
      bits++;
    }
    int size = 1 << bits;
    byte[] red = new byte[size];
    byte[] green = new byte[size];
    byte[] blue = new byte[size];
    for (int i = 0; i < colors.length; i++) {
      red[i] = (byte) (colors[i] >> 16);
      green[i] = (byte) (colors[i] >> 8);
      blue[i] = (byte) colors[i];
    }
    return new IndexColorModel(8, size, red, green, blue, UNCHANGED);
  }
}
