package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/** The statistics of each rule of a chain, whose number is known once one has been at work. */
final class ChainStatistics implements Stateful {

  private RuleStatistics[] rules = {};

  void record(RuleMeasurements measured) {
    expect(measured.size());
    for (int r = 0; r < measured.size(); r++) {
      rules[r].record(measured.norm(r), measured.threshold(r), measured.bound(r));
    }
  }

  /** Counts an update that one of so many rules dropped. */
  void recordDropped(int count, int rule) {
    expect(count);
    rules[rule].recordDropped();
  }

  void merge(ChainStatistics other) {
    expect(other.rules.length);
    for (int r = 0; r < other.rules.length; r++) {
      rules[r].merge(other.rules[r]);
    }
  }

  void clear() {
    for (RuleStatistics rule : rules) {
      rule.clear();
    }
  }

  int size() {
    return rules.length;
  }

  RuleStatistics rule(int rule) {
    return rules[rule];
  }

  private void expect(int count) {
    int known = rules.length;
    if (count > known) {
      rules = Arrays.copyOf(rules, count);
      for (int r = known; r < count; r++) {
        rules[r] = new RuleStatistics();
      }
    }
  }

  @Override
  public void state(State state) throws IOException {
    int count = state.of(rules.length);
    if (state.isReading()) {
      rules = new RuleStatistics[0];
    }
    for (int rule = 0; rule < count; rule++) {
      // One after the other, so that a wrong number takes no memory.
      expect(rule + 1);
      rules[rule].state(state);
    }
  }
}
