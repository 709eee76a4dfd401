package io.rein4j.clip;

/** The gradient on its way through the clipping stage: what rules read and change. */
public final class Gradient {}
