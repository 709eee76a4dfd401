/** The domains of settings: what a record of settings requires of its values, by their keys. */
@NullMarked
package io.rein4j.settings;

import org.jspecify.annotations.NullMarked;
