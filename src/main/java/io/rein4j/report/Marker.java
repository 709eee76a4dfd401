package io.rein4j.report;

/**
 * A place on the x axis that a figure points out.
 *
 * @param x where
 * @param label what is there
 */
record Marker(double x, String label) {}
