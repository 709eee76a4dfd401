/** What the native environments are drawn with: shapes as Gymnasium draws them, and letters. */
@Incubating
@NullMarked
package io.rein4j.env.draw;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
