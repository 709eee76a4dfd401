package io.rein4j.study.plan;

import java.util.List;
import java.util.Set;

/**
 * Which runs a study or a suite trains, decided as results come in.
 *
 * <p>Every run belongs to a look, numbered from 1. A look is complete once all of its runs, and all
 * of earlier looks, have ended or are no longer needed; then the plan decides again. It is given
 * the results of complete looks only, in a fixed order, so that its decisions do not depend on
 * which run ended first. Runs of later looks may be asked for early: they are trained while nothing
 * of an earlier look is waiting, and count once their look is complete.
 *
 * <p>A plan keeps no state, and answers the same to the same: a study that goes on after its
 * process has ended asks it again from the beginning.
 */
@FunctionalInterface
public interface RunPlan {

  /**
   * Decides which runs to start and which are no longer needed.
   *
   * @param looks how many looks are complete; 0 at the beginning
   * @param results what came of the runs of these looks, failed ones included, those that are no
   *     longer needed left out: look by look, in the order in which they were asked for, and
   *     without their costs
   * @return the decision; a study is over when it asks for no run of a look that is not complete
   */
  Decision next(int looks, List<RunOutcome> results);

  /**
   * A run that is to be trained.
   *
   * @param run the run, which was not asked for before
   * @param look the look that it belongs to, which is not complete
   */
  record Request(PlannedRun run, int look) {}

  /**
   * What a plan decides.
   *
   * @param start runs to train
   * @param dropped names of the folders of runs that are no longer needed, of looks that are not
   *     complete; what is left of them is deleted
   */
  record Decision(List<Request> start, Set<String> dropped) {

    /** Nothing is to be trained any more. */
    public static final Decision NOTHING = new Decision(List.of(), Set.of());

    public Decision {
      start = List.copyOf(start);
      dropped = Set.copyOf(dropped);
    }
  }

  /**
   * {@return the plan that asks for everything at once, in one look}
   *
   * @param runs the runs
   */
  static RunPlan allAtOnce(List<PlannedRun> runs) {
    Decision all = new Decision(runs.stream().map(run -> new Request(run, 1)).toList(), Set.of());
    return (looks, results) -> looks == 0 ? all : Decision.NOTHING;
  }
}
