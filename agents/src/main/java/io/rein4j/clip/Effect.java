package io.rein4j.clip;

/** The effect of a {@link ClippingRule} on the elements that it sees. */
public enum Effect {
  /** It limits the length of all of them, as one vector. */
  LIMITS_LENGTH,

  /** It gives all of them, as one vector, a length. */
  SETS_LENGTH,

  /** It limits parts of them one by one: layers, tensors, units. */
  LIMITS_PARTS,

  /** It changes elements one by one. */
  EDITS_ELEMENTS,

  /** It forms the gradient out of those of a batch's samples. */
  FORMS_GRADIENT,

  /** Anything else: it can be combined with every rule, and nothing is known of it. */
  OTHER;

  /** {@return whether it is about one length, that of all elements} */
  boolean isOfTheWhole() {
    return this == LIMITS_LENGTH || this == SETS_LENGTH;
  }
}
