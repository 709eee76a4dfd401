/**
 * The contract between an agent and the environment it acts in, with Gymnasium's semantics:
 * terminated is not truncated, resets can be seeded, spaces say what fits.
 */
@NullMarked
package io.rein4j.env;

import org.jspecify.annotations.NullMarked;
