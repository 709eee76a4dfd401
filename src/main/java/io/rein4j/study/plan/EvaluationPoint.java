package io.rein4j.study.plan;

/**
 * One evaluation of a run.
 *
 * @param step agent steps of training so far
 * @param mean the mean return over the evaluation's episodes
 * @param deviation their standard deviation (n − 1)
 * @param episodes how many they were
 */
public record EvaluationPoint(long step, double mean, double deviation, int episodes) {}
