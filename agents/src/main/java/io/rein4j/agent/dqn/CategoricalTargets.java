package io.rein4j.agent.dqn;

/** The way from the distribution of the next return to that which a network's should have been. */
interface CategoricalTargets {

  /** {@return the return of each atom} */
  float[] returns();

  /**
   * Writes the distribution that a transition's should have been.
   *
   * @param probabilities of the next return's atoms
   * @param from index of the first atom, in both arrays
   * @param reward the transition's
   * @param discount of the next return
   * @param targets receives a probability for each atom
   */
  void write(float[] probabilities, int from, double reward, double discount, float[] targets);
}
