/**
 * Text for people: anybody's made safe to show, lines broken between words, and names that may have
 * been meant.
 */
@NullMarked
package io.rein4j.text;

import org.jspecify.annotations.NullMarked;
