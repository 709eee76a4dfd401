/** The catalog of what configs choose from, and the modules that fill it. */
@NullMarked
package io.rein4j.catalog;

import org.jspecify.annotations.NullMarked;
