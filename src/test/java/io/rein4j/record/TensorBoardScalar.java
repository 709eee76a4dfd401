package io.rein4j.record;

/**
 * One point of a TensorBoard curve.
 *
 * @param tag the name of the curve
 * @param step the step it belongs to
 * @param wallTime when it was written, in seconds since 1970
 * @param value its value
 */
public record TensorBoardScalar(String tag, long step, double wallTime, float value) {}
