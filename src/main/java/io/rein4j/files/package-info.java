/**
 * Files that are never left half-written: append-only files that can be cut back to a known length,
 * and files replaced as a whole.
 *
 * <p>The room knows the JDK alone, so that checkpoints and the writers of a run folder both stand
 * on it. Every failure is an {@link java.io.IOException} whose message is a sentence with the path
 * and the cause.
 */
@NullMarked
package io.rein4j.files;

import org.jspecify.annotations.NullMarked;
