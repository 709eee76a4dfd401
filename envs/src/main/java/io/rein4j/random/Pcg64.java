package io.rein4j.random;

/** NumPy's PCG64. */
public final class Pcg64 {}
