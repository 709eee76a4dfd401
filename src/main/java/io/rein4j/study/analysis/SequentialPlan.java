package io.rein4j.study.analysis;

import io.rein4j.study.plan.AnalysisSettings;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import io.rein4j.study.plan.StudyDesign;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The runs of a study that adds seeds until its comparisons are decided in the primary outcome.
 *
 * <p>A look is complete when every cell that is still needed has the seeds of that look. A cell
 * stops once all comparisons that need it are decided; the baseline's goes on with the last of
 * them. The seeds of the next look are asked for a look ahead, so that no worker is idle while the
 * last runs of a look end; if that look does not come, they are dropped and count for nothing.
 */
public final class SequentialPlan implements RunPlan {

  private final Map<Cell, List<PlannedRun>> runs = new LinkedHashMap<>();
  private final List<Integer> looks;

  /** The conditions under which anything is tested. */
  private final Set<String> compared = new HashSet<>();

  private final Supplier<StudyDesign> design;
  private final AnalysisSettings settings;

  /**
   * The plan of a study.
   *
   * @param runs all runs that there can be, cell by cell, in order of the seeds
   * @param planned what is compared, and when it is looked at; its score ranges are not needed
   * @param design the same with all score ranges; asked for when the first look is complete
   * @param settings how the statistics are made
   */
  public SequentialPlan(
      List<PlannedRun> runs,
      StudyDesign planned,
      Supplier<StudyDesign> design,
      AnalysisSettings settings) {
    runs.forEach(run -> this.runs.computeIfAbsent(run.cell(), cell -> new ArrayList<>()).add(run));
    this.looks = planned.looks();
    this.compared.addAll(planned.planned().conditions());
    planned
        .planned()
        .interactions()
        .forEach(
            interaction -> compared.addAll(List.of(interaction.condition(), interaction.less())));
    this.design = design;
    this.settings = settings;
  }

  @Override
  public Decision next(int complete, List<RunOutcome> results) {
    if (complete == 0) {
      List<Request> first = requests(runs.keySet(), 1);
      first.addAll(
          requests(
              runs.keySet().stream().filter(cell -> compared.contains(cell.condition())).toList(),
              2));
      return new Decision(first, Set.of());
    }
    if (complete >= looks.size()) {
      return Decision.NOTHING;
    }
    Set<Cell> stopped = upTo(looks.get(complete - 1), results);
    stopped.removeIf(cell -> !compared.contains(cell.condition()));
    Set<Cell> open = open(results);
    stopped.removeAll(open);
    Set<String> dropped = new HashSet<>();
    for (Request ahead : requests(stopped, complete + 1)) {
      dropped.add(ahead.run().folderName());
    }
    return new Decision(requests(open, complete + 2), dropped);
  }

  /** The cells that have the seeds of a look: those that were open after the one before it. */
  private static Set<Cell> upTo(int seeds, List<RunOutcome> results) {
    Map<Cell, Integer> counts = new LinkedHashMap<>();
    results.forEach(result -> counts.merge(result.cell(), 1, Integer::sum));
    counts.values().removeIf(count -> count < seeds);
    return new LinkedHashSet<>(counts.keySet());
  }

  /** The cells of comparisons that are not decided. */
  private Set<Cell> open(List<RunOutcome> results) {
    StudyScores scores = new StudyScores(design.get(), results, settings);
    StudyDesign known = scores.design();
    Set<Cell> open = new LinkedHashSet<>();
    for (ComparisonFamily.Answer answer : new ComparisonFamily(scores).answers(known.primary())) {
      if (Verdict.of(answer.decided().decision()) == Verdict.NOT_DECIDED) {
        ComparisonFamily.Question question = answer.question();
        for (String environment : scores.environments(question.scope())) {
          for (String condition : question.conditions()) {
            open.add(new Cell(known.baseline(), environment, condition));
            open.add(new Cell(question.level(), environment, condition));
          }
        }
      }
    }
    return open;
  }

  /** The runs of some cells that a look adds, in the order of the cells of the study. */
  private List<Request> requests(Collection<Cell> cells, int look) {
    List<Request> requests = new ArrayList<>();
    if (look > looks.size()) {
      return requests;
    }
    int from = look == 1 ? 0 : looks.get(look - 2);
    int to = looks.get(look - 1);
    runs.forEach(
        (cell, all) -> {
          if (cells.contains(cell)) {
            all.subList(from, to).forEach(run -> requests.add(new Request(run, look)));
          }
        });
    return requests;
  }
}
