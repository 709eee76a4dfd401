/**
 * The contract kit for authors of clipping rules: a class to extend, whose tests are those that the
 * rules of Rein4J pass.
 */
@NullMarked
package io.rein4j.clip.contract;

import org.jspecify.annotations.NullMarked;
