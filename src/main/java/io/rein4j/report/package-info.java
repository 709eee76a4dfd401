/**
 * Pages and figures: what a run, a study or a suite came to, in one HTML file that opens anywhere
 * without a network, and as SVG and PNG for papers.
 *
 * <p>What is drawn is described once, as an {@link io.rein4j.report.XyFigure} or a {@link
 * io.rein4j.report.Table}, and drawn once, as SVG for page and paper alike; the page's CSV holds
 * the same numbers.
 */
@Incubating
@NullMarked
package io.rein4j.report;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
