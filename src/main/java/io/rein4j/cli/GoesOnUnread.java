package io.rein4j.cli;

/**
 * A command whose files or service are what counts: it goes on, and ends as if nothing were, where
 * what it prints cannot be written. Any other command, whose output is its result, ends like a
 * filter.
 */
interface GoesOnUnread {}
