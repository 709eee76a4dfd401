/**
 * The files of a run's folder as records, and their writers and readers: CSV, JSON and JSON Lines,
 * TensorBoard events; and the console.
 *
 * <p>What a file holds is a record with its {@link io.rein4j.record.Column}s beside it: {@code
 * EpisodeRow}, {@code UpdatesRow}, {@code LogRow}, {@code EvaluationRow}, {@code Summary}, {@code
 * RunProvenance}, {@code RunResources}. By them it is written, read, shown on pages and documented;
 * no other room reads these files or spells their keys. {@link io.rein4j.record.RunData} gives
 * everything in a folder.
 *
 * <p>The same three rules hold for every file that grows (CSV, JSON Lines, TensorBoard). A record
 * is written whole or not at all. A writer goes on at the end of a file, which a resume has cut
 * back to what it held at the checkpoint, so that the run ends with the bytes of an undisturbed
 * one. A reader takes a record for written once it is whole, and leaves out an unfinished last one,
 * as the file of a run that is alive or was killed may have. Numbers are written as {@link
 * io.rein4j.record.Numbers} says.
 */
@NullMarked
package io.rein4j.record;

import org.jspecify.annotations.NullMarked;
