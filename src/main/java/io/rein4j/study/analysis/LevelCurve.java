package io.rein4j.study.analysis;

import io.rein4j.study.plan.StudyDesign;

/**
 * A curve of one level: its scores over training (x is agent steps), or its performance profile (x
 * is a score, the curve the share of runs above it).
 *
 * @param level the level
 * @param environment the environment's id, or {@link StudyDesign#OVERALL}
 * @param condition the condition
 * @param band the curve
 */
public record LevelCurve(String level, String environment, String condition, Band band) {}
