package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.TuningPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The runs of a study that chooses one of its levels: rounds on tuning seeds, in which levels are
 * dropped, and then those that are left, and the baseline, on the seeds that the study reports on.
 *
 * <p>Every round is a look; the first one is several if points of the study's space are proposed by
 * what those before have scored on its seeds. The baseline's first runs to report on are asked for
 * at the beginning, so that no worker is idle while the last runs of a round end.
 */
public final class ChoosingPlan implements RunPlan {

  private final StudyPlan plan;
  private final TuningPlan tuning;
  private final Supplier<StudyDesign> design;
  private final AnalysisSettings settings;

  /**
   * The plan of a study.
   *
   * @param plan the study, which has a tuning plan, as far as it is known; it is not asked for
   *     levels that are not
   * @param design what it chooses from, with all score ranges; asked for when the first round has
   *     ended
   */
  public ChoosingPlan(StudyPlan plan, Supplier<StudyDesign> design) {
    this.plan = plan;
    this.tuning = Objects.requireNonNull(plan.tuning());
    this.design = design;
    this.settings = plan.analysis();
  }

  @Override
  public Decision next(int complete, List<RunOutcome> results) {
    if (tuning.rounds().isEmpty()) {
      return reporting(plan.design().levels(), complete, results);
    }
    int waves = tuning.waves();
    if (complete < waves) {
      List<Request> requests =
          round(0, tuning.wave(complete, plan.design().levels()), complete + 1);
      if (complete == 0) {
        for (PlannedRun run : ahead()) {
          requests.add(new Request(run, reported()));
        }
      }
      return new Decision(requests, Set.of());
    }
    List<String> left = new Race(design.get(), tuning, settings, results).left();
    int round = complete - waves + 1;
    return round < tuning.rounds().size()
        ? new Decision(round(round, left, complete + 1), Set.of())
        : reporting(left, complete - reported() + 1, results);
  }

  /** The first look that is reported on. */
  private int reported() {
    return tuning.rounds().isEmpty() ? 1 : tuning.waves() + tuning.rounds().size();
  }

  /**
   * {@return the mean of every level on the seeds of the first round, in the primary outcome, by
   * its name}
   *
   * @param results the outcomes of all runs there of some levels
   */
  public Map<String, Double> begun(List<RunOutcome> results) {
    return new Race(design.get(), tuning, settings, results).begun();
  }

  /** The runs of a round that the rounds before did not have. */
  private List<Request> round(int round, List<String> levels, int look) {
    int from = round == 0 ? 0 : tuning.rounds().get(round - 1).seeds();
    List<Long> seeds = tuning.seeds().subList(from, tuning.rounds().get(round).seeds());
    List<Request> requests = new ArrayList<>();
    for (PlannedRun run : tuning.runs()) {
      if (levels.contains(run.cell().level()) && seeds.contains(run.seed())) {
        requests.add(new Request(run, look));
      }
    }
    return requests;
  }

  /** The baseline's runs of the first look that is reported on. */
  private List<PlannedRun> ahead() {
    StudyDesign all = plan.design();
    List<Long> seeds = all.seeds().subList(0, all.looks().get(0));
    return plan.runs().stream()
        .filter(run -> run.cell().level().equals(all.baseline()) && seeds.contains(run.seed()))
        .toList();
  }

  private Decision reporting(List<String> left, int complete, List<RunOutcome> results) {
    Set<String> levels = new HashSet<>(left);
    levels.add(plan.design().baseline());
    List<PlannedRun> runs =
        plan.runs().stream().filter(run -> levels.contains(run.cell().level())).toList();
    RunPlan reporting =
        plan.design().isSequential()
            ? new SequentialPlan(
                runs, plan.design(), () -> design.get().withLevels(levels), settings)
            : RunPlan.allAtOnce(runs);
    Decision decision =
        reporting.next(
            complete,
            results.stream().filter(run -> !tuning.seeds().contains(run.seed())).toList());
    List<PlannedRun> asked = complete == 0 && !tuning.rounds().isEmpty() ? ahead() : List.of();
    return new Decision(
        decision.start().stream()
            .filter(request -> !asked.contains(request.run()))
            .map(request -> new Request(request.run(), request.look() + reported() - 1))
            .toList(),
        decision.dropped());
  }
}
