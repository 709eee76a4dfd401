/** Wrappers: what stands between an environment and its agent. */
@NullMarked
package io.rein4j.env.wrap;

import org.jspecify.annotations.NullMarked;
