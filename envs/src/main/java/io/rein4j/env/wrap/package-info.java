/**
 * Wrappers: what stands between an agent and an environment and changes what passes through.
 *
 * <p>A wrapper is a record of its settings that makes the wrapped environment. Adding one is one
 * such class, its test, and one line in {@link io.rein4j.env.wrap.Wrappers}.
 */
@NullMarked
package io.rein4j.env.wrap;

import org.jspecify.annotations.NullMarked;
