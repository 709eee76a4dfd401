package io.rein4j.agent.dqn;

/**
 * The distribution of the next return, moved by reward and discount and projected onto evenly
 * spaced atoms (C51, Bellemare et al. 2017).
 */
final class ProjectedTargets implements CategoricalTargets {

  private final int atoms;
  private final double min;
  private final double max;
  private final double spacing;
  private final float[] returns;

  ProjectedTargets(CategoricalDistribution settings) {
    this.atoms = settings.atoms();
    this.min = settings.min();
    this.max = settings.max();
    this.spacing = (max - min) / (atoms - 1);
    this.returns = new float[atoms];
    for (int i = 0; i < atoms; i++) {
      returns[i] = (float) (min + i * spacing);
    }
  }

  @Override
  public float[] returns() {
    return returns;
  }

  /** Each atom's probability goes to the two atoms around where its return has moved to. */
  @Override
  public void write(
      float[] probabilities, int from, double reward, double discount, float[] targets) {
    for (int i = 0; i < atoms; i++) {
      targets[from + i] = 0;
    }
    for (int i = 0; i < atoms; i++) {
      double moved = Math.max(min, Math.min(max, reward + discount * returns[i]));
      double place = (moved - min) / spacing;
      int lower = Math.max(0, Math.min(atoms - 2, (int) place));
      float probability = probabilities[from + i];
      float upper = (float) (place - lower);
      targets[from + lower] += probability * (1 - upper);
      targets[from + lower + 1] += probability * upper;
    }
  }
}
