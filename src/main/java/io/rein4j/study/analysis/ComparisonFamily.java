package io.rein4j.study.analysis;

import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.plan.PlannedComparisons;
import io.rein4j.study.plan.StudyDesign;
import io.rein4j.study.statistics.Contrast;
import io.rein4j.study.statistics.Decided;
import io.rein4j.study.statistics.DecisionRule;
import io.rein4j.study.statistics.Decisions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comparisons of every level with the baseline in one outcome, in each environment and over all
 * of them: a family, in which any false better or worse has a probability of 5 %.
 */
final class ComparisonFamily {

  /** The probability of any false better or worse in an outcome. */
  static final double LEVEL = 0.05;

  static final int PERMUTATIONS = 10_000;

  private final StudyScores scores;
  private final StudyDesign design;
  private final List<Cell> tasks;
  private final List<Question> questions = new ArrayList<>();

  /**
   * A comparison before it is made: of a level with the baseline under a condition, or of that
   * difference with the one under another condition.
   */
  record Question(String level, String scope, String condition, @Nullable String less) {

    List<String> conditions() {
      return less == null ? List.of(condition) : List.of(condition, less);
    }
  }

  /** What is known of a comparison. */
  record Answer(Question question, Decided decided) {}

  ComparisonFamily(StudyScores scores) {
    this.scores = scores;
    this.design = scores.design();
    this.tasks = scores.tasks();
    for (String condition : design.planned().conditions()) {
      ask(condition, null);
    }
    for (PlannedComparisons.Interaction interaction : design.planned().interactions()) {
      ask(interaction.condition(), interaction.less());
    }
  }

  private void ask(String condition, @Nullable String less) {
    for (String scope : scores.scopes()) {
      for (String level : design.levels()) {
        if (!level.equals(design.baseline())) {
          questions.add(new Question(level, scope, condition, less));
        }
      }
    }
  }

  int size() {
    return questions.size();
  }

  /**
   * Decides the comparisons. Those of the primary outcome decide when runs stop, and may be called
   * equivalent; those of the others are looked at with the same runs.
   */
  List<Answer> answers(Outcome outcome) {
    boolean isPrimary = outcome == design.primary();
    DecisionRule rule =
        new DecisionRule(
            design.looks(), LEVEL, scores.settings().margin(), PERMUTATIONS, isPrimary, isPrimary);
    List<Decided> decided =
        Decisions.of(
            scores.measured(outcome, design.levels(), design.baseline()),
            questions.stream().map(this::contrast).toList(),
            rule,
            () -> scores.random("comparisons", outcome));
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      answers.add(new Answer(questions.get(i), decided.get(i)));
    }
    return answers;
  }

  private Contrast contrast(Question question) {
    return new Contrast(
        design.levels().indexOf(question.level()),
        tasks(question.scope(), question.condition()),
        question.less() == null ? List.of() : tasks(question.scope(), question.less()));
  }

  private List<Integer> tasks(String scope, String condition) {
    return scores.environments(scope).stream()
        .map(environment -> tasks.indexOf(new Cell(design.baseline(), environment, condition)))
        .toList();
  }
}
