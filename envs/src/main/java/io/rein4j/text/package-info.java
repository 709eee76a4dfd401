/**
 * Text for people: anybody's made safe to show, lines broken between words, and names that may have
 * been meant.
 */
@Incubating
@NullMarked
package io.rein4j.text;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
