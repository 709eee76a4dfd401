package io.rein4j.record;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The totals of clipping that the rows of a run add up to, each of which holds its updates once. Of
 * norms only the means are known, and of groups and rules nothing.
 */
@Incubating
public final class ClippingTotals {

  private long updates;
  private long skipped;
  private long clipped;
  private long nonFinite;
  private double normPre;
  private double normPost;
  private double coefficients;
  private boolean measured;
  private double measuredUpdates;
  private double updatesClipped;
  private double updateNormPre;
  private double updateNormPreMax = Double.NaN;
  private double updateNormPost;
  private double updateRatios;
  private final Map<String, ClippingTotals> paths = new LinkedHashMap<>();

  /** Makes totals of no rows. */
  public ClippingTotals() {}

  /**
   * {@return the totals of a run's updates}
   *
   * @param rows the updates
   * @throws IOException if they cannot be read
   */
  public static ClippingFigures of(RowFile<UpdatesRow> rows) throws IOException {
    ClippingTotals totals = new ClippingTotals();
    rows.forEach(totals::add);
    return totals.figures();
  }

  /**
   * Takes in a row.
   *
   * @param row updates that are in no other row
   */
  public void add(UpdatesRow row) {
    add(row.clipping());
  }

  private void add(ClippingFigures figures) {
    updates += figures.updates();
    skipped += figures.skippedUpdates();
    nonFinite += figures.nonFiniteElements();
    double applied = figures.appliedUpdates();
    if (applied > 0) {
      clipped += figures.clippedUpdates();
      normPre += applied * figures.whole().gradNormPreMean();
      normPost += applied * figures.whole().gradNormPostMean();
      coefficients += applied * figures.whole().clipCoefficientMean();
    }
    ParameterUpdateFigures update = figures.whole().update();
    measured |= update != null;
    if (update != null && !Double.isNaN(update.normPreMean())) {
      measuredUpdates += applied;
      updatesClipped += applied * update.clippedFraction();
      updateNormPre += applied * update.normPreMean();
      updateNormPreMax =
          Double.isNaN(updateNormPreMax)
              ? update.normPreMax()
              : Math.max(updateNormPreMax, update.normPreMax());
      updateNormPost += applied * update.normPostMean();
      updateRatios += applied * update.ratioMean();
    }
    figures
        .paths()
        .forEach((path, own) -> paths.computeIfAbsent(path, n -> new ClippingTotals()).add(own));
  }

  /** {@return the totals} */
  public ClippingFigures figures() {
    double applied = updates - skipped;
    Map<String, ClippingFigures> each = new LinkedHashMap<>();
    paths.forEach((path, totals) -> each.put(path, totals.figures()));
    ScopeFigures whole =
        new ScopeFigures(
            clipped / applied,
            Double.NaN,
            normPre / applied,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            normPost / applied,
            coefficients / applied,
            Double.NaN,
            1 - normPost / normPre,
            Double.NaN);
    return new ClippingFigures(
        updates,
        skipped,
        clipped,
        Double.NaN,
        nonFinite,
        Double.NaN,
        measured ? whole.with(update()) : whole,
        Map.of(),
        each,
        List.of());
  }

  private ParameterUpdateFigures update() {
    return new ParameterUpdateFigures(
        updatesClipped / measuredUpdates,
        Double.NaN,
        updateNormPre / measuredUpdates,
        updateNormPreMax,
        updateNormPost / measuredUpdates,
        updateRatios / measuredUpdates,
        Double.NaN);
  }
}
