package io.rein4j.train;

import io.rein4j.clip.ClippingStatistics;

/**
 * Consecutive updates, and what was clipped in them: those of one rollout, or 1,000 that learned
 * from a replay memory; the records of a run hold each update once.
 *
 * @param row number of the record in the run, from 0
 * @param step agent steps over all environments at its last update
 * @param firstUpdate number of its first update in the run, from 0
 * @param updates what was clipped; valid only while a listener is called
 */
public record UpdatesRecord(long row, long step, long firstUpdate, ClippingStatistics updates) {}
