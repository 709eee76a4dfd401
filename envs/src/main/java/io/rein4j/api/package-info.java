/** What programs can rely on: the mark of all that may still change. */
@NullMarked
package io.rein4j.api;

import org.jspecify.annotations.NullMarked;
