package io.rein4j.study;

import io.rein4j.files.IoConsumer;
import io.rein4j.files.IoTask;
import io.rein4j.random.RandomStreams;
import io.rein4j.study.analysis.ChoosingPlan;
import io.rein4j.study.plan.Proposing;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.TuningPlan;
import io.rein4j.study.run.Optuna;
import io.rein4j.study.run.ProposedPoints;
import io.rein4j.study.run.RandomReturns;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.study.run.StudyListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a study whose points are proposed while it runs, by what the points before them have
 * scored. Proposals are written down in the study's folder: who goes on with it, or shares it, or
 * reports on it, takes them from there.
 */
final class ProposingPlan implements RunPlan {

  private final StudyPlan first;
  private final StudyFolder folder;
  private @Nullable StudyPlan newest;
  private Set<String> known = Set.of();
  private @Nullable Asking asking;

  /** What a process that trains asks with. */
  private record Asking(Optuna optuna, IoConsumer<IoTask> inTurn, StudyListener listener) {}

  /**
   * The plan of a study.
   *
   * @param first what is known of it before any point is proposed
   * @param folder its folder
   */
  ProposingPlan(StudyPlan first, StudyFolder folder) {
    this.first = first;
    this.folder = folder;
  }

  private static TuningPlan tuning(StudyPlan plan) {
    return Objects.requireNonNull(plan.tuning());
  }

  private static Proposing proposing(StudyPlan plan) {
    return Objects.requireNonNull(tuning(plan).proposing());
  }

  private StudyDesign design(StudyPlan plan) {
    try {
      return plan.design(RandomReturns.read(plan, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lets points be proposed from now on, if any are missing; before that, a study that waits for
   * some is over.
   *
   * @param inTurn does something while no other process that shares the study does
   * @param listener hears how it goes
   * @throws IOException if there is no Python with Optuna, and none can be made
   */
  void begin(IoConsumer<IoTask> inTurn, StudyListener listener) throws IOException {
    if (!tuning(known()).isComplete()) {
      asking = new Asking(Optuna.find(listener::said), inTurn, listener);
    }
  }

  /**
   * {@return the plan with all points that have been proposed so far}
   *
   * @throws IOException if their file cannot be read
   */
  StudyPlan known() throws IOException {
    Map<String, List<Double>> points = ProposedPoints.read(proposing(first), folder);
    StudyPlan plan = newest;
    if (plan == null || !points.keySet().equals(known)) {
      plan = points.isEmpty() ? first : StudyPlan.read(folder.catalog(), folder.settings(), points);
      newest = plan;
      known = Set.copyOf(points.keySet());
    }
    return plan;
  }

  @Override
  public Decision next(int complete, List<RunOutcome> results) {
    try {
      StudyPlan plan = complete == 0 ? first : known();
      int wave = Math.min(complete, tuning(plan).waves() - 1);
      if (!proposing(plan).isKnown(wave)) {
        Asking ask = asking;
        if (ask == null) {
          return Decision.NOTHING;
        }
        propose(ask, plan, wave, results);
        plan = known();
      }
      return choosing(plan).next(complete, results);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChoosingPlan choosing(StudyPlan plan) {
    return new ChoosingPlan(plan, () -> design(plan));
  }

  /** Python's generators take 32 bits. */
  private static long seed(StudyPlan plan, int wave) {
    return new RandomStreams(plan.analysis().seed()).seed("optuna", wave) & Integer.MAX_VALUE;
  }

  private void propose(Asking ask, StudyPlan plan, int wave, List<RunOutcome> results)
      throws IOException {
    List<String> names = proposing(plan).waves().get(wave);
    Map<String, Double> scored = new LinkedHashMap<>(choosing(plan).begun(results));
    scored.keySet().retainAll(proposing(plan).places().keySet());
    ask.inTurn()
        .accept(
            () -> {
              if (ProposedPoints.read(proposing(plan), folder).keySet().containsAll(names)) {
                return;
              }
              Optuna.Proposal proposal =
                  ask.optuna()
                      .ask(
                          proposing(plan),
                          scored,
                          plan.design().primary().moreIsBetter(),
                          names.size(),
                          seed(plan, wave));
              Map<String, List<Double>> points = new LinkedHashMap<>();
              for (String name : names) {
                points.put(name, proposal.points().get(points.size()));
              }
              ProposedPoints.add(proposal.by(), points, folder);
              ask.listener()
                  .said(
                      "%s has proposed %s by the scores of %s points."
                          .formatted(proposal.by(), String.join(", ", names), scored.size()));
            });
  }
}
