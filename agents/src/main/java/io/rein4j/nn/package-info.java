/**
 * Networks of {@linkplain io.rein4j.nn.Layer layers}: forward, backward, and their parameters and
 * gradient in one flat array each, computed with plain loops over {@code float[]} and OpenBLAS for
 * matrix products.
 */
@NullMarked
package io.rein4j.nn;

import org.jspecify.annotations.NullMarked;
