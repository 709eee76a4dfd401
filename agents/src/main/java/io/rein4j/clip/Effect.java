package io.rein4j.clip;

/** The effect of a {@link ClippingRule} on the elements that it sees. */
public enum Effect {
  /** It limits the length of all of them, as one vector. */
  LIMITS_LENGTH,

  /** It gives all of them, as one vector, a length. */
  SETS_LENGTH,

  /** It limits parts of them one by one: layers, tensors, units. */
  LIMITS_PARTS,

  /** It gives each of such parts a length. */
  SETS_PARTS,

  /** It limits elements one by one. */
  LIMITS_ELEMENTS,

  /** It gives each element a size, as a rule does that keeps only signs. */
  SETS_ELEMENTS,

  /** It forms the gradient out of those of a batch's samples. */
  FORMS_GRADIENT,

  /** Anything else: it can be combined with every rule, and nothing is known of it. */
  OTHER;

  /** {@return whether it is about one length, that of all elements} */
  public boolean isOfTheWhole() {
    return this == LIMITS_LENGTH || this == SETS_LENGTH;
  }

  /** {@return whether it is about each element by itself} */
  boolean isOfElements() {
    return this == LIMITS_ELEMENTS || this == SETS_ELEMENTS;
  }

  /** {@return whether it changes every gradient, however large it is} */
  public boolean isOnEveryGradient() {
    return this == SETS_LENGTH || this == SETS_PARTS || this == SETS_ELEMENTS;
  }
}
