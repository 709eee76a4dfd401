package io.rein4j.agent.replay;

import io.rein4j.env.VectorStep;
import io.rein4j.random.Pcg64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A replay memory without any economy: every transition has copies of its own of the observation
 * before it and of the one that its return is bootstrapped from.
 */
final class ReferenceMemory {

  /** A step that waits for its return. */
  private static final class Step {
    final float[] observation;
    final float[] action;
    final double reward;

    Step(float[] observation, float[] action, double reward) {
      this.observation = observation;
      this.action = action;
      this.reward = reward;
    }
  }

  /** A step with its return, and what that is bootstrapped from. */
  private static final class Transition {
    final Step step;
    final float reward;
    final float discount;
    final float[] next;

    Transition(Step step, double reward, double discount, float[] next) {
      this.step = step;
      this.reward = (float) reward;
      this.discount = (float) discount;
      this.next = next;
    }
  }

  private final int capacity;
  private final int observationSize;
  private final int actionSize;
  private final int n;
  private final double gamma;
  private final Sampler sampler;
  private final Pcg64 random;
  private final List<Deque<Step>> waiting = new ArrayList<>();
  private final List<Transition> transitions = new ArrayList<>();
  final TransitionBatch batch;
  private float[] seen = {};
  private int next;

  ReferenceMemory(
      ReplaySettings settings,
      int observationSize,
      int actionSize,
      int environments,
      int n,
      double gamma,
      int batchSize,
      Pcg64 random) {
    this.capacity = settings.capacity();
    this.observationSize = observationSize;
    this.actionSize = actionSize;
    this.n = n;
    this.gamma = gamma;
    this.sampler = settings.sampler();
    this.random = random;
    this.batch = new TransitionBatch(batchSize, observationSize, actionSize);
    for (int env = 0; env < environments; env++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  void see(float[] observations) {
    seen = observations.clone();
  }

  void add(VectorStep step, float[] actions) {
    for (int env = 0; env < waiting.size(); env++) {
      boolean terminated = step.terminated()[env];
      boolean ended = terminated || step.truncated()[env];
      float[] after = row(ended ? step.finalObservations() : step.observations(), env);
      Deque<Step> queue = waiting.get(env);
      queue.add(
          new Step(
              row(seen, env),
              Arrays.copyOfRange(actions, env * actionSize, (env + 1) * actionSize),
              step.rewards()[env]));
      while (!queue.isEmpty() && (ended || queue.size() == n)) {
        store(queue, terminated, after);
      }
    }
  }

  void cut(int env, float[] observations) {
    while (!waiting.get(env).isEmpty()) {
      store(waiting.get(env), false, row(observations, env));
    }
  }

  private float[] row(float[] observations, int env) {
    return Arrays.copyOfRange(observations, env * observationSize, (env + 1) * observationSize);
  }

  private void store(Deque<Step> queue, boolean terminated, float[] after) {
    double sum = 0;
    double power = 1;
    for (Step step : queue) {
      sum += power * step.reward;
      power = gamma * power;
    }
    Transition transition = new Transition(queue.remove(), sum, terminated ? 0 : power, after);
    if (transitions.size() < capacity) {
      transitions.add(transition);
    } else {
      transitions.set(next, transition);
    }
    sampler.added(next);
    next = (next + 1) % capacity;
  }

  int size() {
    return transitions.size();
  }

  void draw(double progress) {
    sampler.draw(random, transitions.size(), progress, batch);
    for (int i = 0; i < batch.indices().length; i++) {
      Transition drawn = transitions.get(batch.indices()[i]);
      copy(drawn.step.observation, batch.observations(), i);
      copy(drawn.next, batch.nextObservations(), i);
      copy(drawn.step.action, batch.steps().actions(), i);
      batch.steps().rewards()[i] = drawn.reward;
      batch.steps().discounts()[i] = drawn.discount;
    }
  }

  private static void copy(float[] row, float[] rows, int index) {
    System.arraycopy(row, 0, rows, index * row.length, row.length);
  }

  void learned() {
    sampler.learned(batch);
  }
}
