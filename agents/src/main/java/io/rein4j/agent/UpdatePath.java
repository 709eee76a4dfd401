package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.clip.UpdateClippingStage;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.Verdict;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.optim.Optimizer;
import io.rein4j.optim.OptimizerReset;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a gradient becomes a parameter change: gradient → clipping stage → optimizer
 * → update clipping, if there is any → parameters. A path changes all parameters of an agent, or
 * those of some groups, where others have a stage and an optimizer of their own; an update is one
 * step of one path.
 */
public final class UpdatePath implements Stateful {

  private final String name;
  private final Parameters parameters;
  private final ParameterLayout layout;
  private final ClippingStage stage;
  private final Optimizer optimizer;
  private final @Nullable UpdateClippingStage updateStage;
  private final @Nullable OptimizerReset reset;
  private final Schedule learningRate;
  private final Network[] networks;
  private final @Nullable BatchGradient batch;
  private final @Nullable UpdateDiagnostics diagnostics;

  /**
   * Makes the only path of an agent's parameters.
   *
   * @param parameters what is changed
   * @param clipping what happens to every gradient before the optimizer
   * @param optimizer what changes the parameters
   * @param networks what the loss goes back through, each parameter in one of them; none if the
   *     agent writes the gradient itself
   * @throws IllegalArgumentException if the networks have not just these parameters, or a clipping
   *     rule acts on samples and they do not tell theirs apart
   */
  public UpdatePath(
      Parameters parameters,
      ClippingSettings clipping,
      OptimizerSettings optimizer,
      Network... networks) {
    this(
        new UpdatePathSettings(clipping, optimizer),
        null,
        parameters,
        parameters.layout(),
        networks);
  }

  /**
   * Makes one of several paths; {@link UpdatePaths} holds them together.
   *
   * @param settings its name, and what happens to its gradients
   * @param parameters those of the agent
   * @param groups the groups of parameters that are changed; they lie side by side
   * @param networks what the path's loss goes back through, each parameter of the groups in one of
   *     them; none if the agent writes the gradient itself
   * @throws IllegalArgumentException if there is no such group, the networks have not just the
   *     groups' parameters, a clipping rule is limited to a group of another path, or acts on
   *     samples and the networks do not tell theirs apart
   */
  public UpdatePath(
      UpdatePathSettings settings,
      Parameters parameters,
      Collection<String> groups,
      Network... networks) {
    this(settings, null, parameters, groups, networks);
  }

  /**
   * Makes one of several paths, whose gradients are measured.
   *
   * @param settings its name, and what happens to its gradients
   * @param diagnostics how often {@link #update(int, float[][], double, UpdateListener)} measures
   *     its gradient; never if null
   * @param parameters those of the agent
   * @param groups the groups of parameters that are changed; they lie side by side
   * @param networks what the path's loss goes back through, each parameter of the groups in one of
   *     them
   * @throws IllegalArgumentException as without diagnostics
   */
  public UpdatePath(
      UpdatePathSettings settings,
      @Nullable DiagnosticsSettings diagnostics,
      Parameters parameters,
      Collection<String> groups,
      Network... networks) {
    this(settings, diagnostics, parameters, parameters.layout().part(groups), networks);
  }

  private UpdatePath(
      UpdatePathSettings settings,
      @Nullable DiagnosticsSettings diagnostics,
      Parameters parameters,
      ParameterLayout layout,
      Network... networks) {
    this.name = settings.name();
    this.parameters = parameters;
    this.layout = layout;
    this.stage = new ClippingStage(name, layout, settings.clipping());
    this.optimizer = settings.optimizer().bind(layout);
    this.updateStage =
        settings.updateClipping() == null
            ? null
            : new UpdateClippingStage(name, layout, settings.updateClipping());
    this.reset = settings.optimizer().reset();
    this.learningRate = settings.optimizer().learningRate();
    this.networks = networks.clone();
    if (networks.length > 0) {
      requireParameters();
    }
    this.batch = stage.formsGradients() ? batch(settings) : null;
    this.diagnostics =
        diagnostics == null
            ? null
            : new UpdateDiagnostics(diagnostics, name, parameters, layout, networks);
  }

  private BatchGradient batch(UpdatePathSettings settings) {
    try {
      return new BatchGradient(parameters, layout, networks);
    } catch (IllegalArgumentException e) {
      throw settings.refusal(e);
    }
  }

  /** Checks that each parameter of the groups is in one network, and no other parameter in any. */
  private void requireParameters() {
    Set<String> found = new HashSet<>();
    for (Network network : networks) {
      if (network.parameters() != parameters) {
        throw new IllegalArgumentException(
            "A network of %s is not on the agent's parameters, so that it would change nothing in it."
                .formatted(inWords()));
      }
      ParameterLayout.Builder declared = ParameterLayout.builder();
      network.layers().declare(declared);
      for (Block block : declared.build().blocks()) {
        if (!layout.groups().contains(block.group())) {
          throw new IllegalArgumentException(
              "A network of %s has the parameter '%s' of the group '%s', which the path does not change."
                  .formatted(inWords(), block.name(), block.group()));
        }
        if (!found.add(block.name())) {
          throw new IllegalArgumentException(
              "Two networks of %s have the parameter '%s' of the group '%s': one's gradient would overwrite the other's."
                  .formatted(inWords(), block.name(), block.group()));
        }
      }
    }
    for (Block block : layout.blocks()) {
      if (!found.contains(block.name())) {
        throw new IllegalArgumentException(
            "No network of %s has the parameter '%s' of the group '%s', which the path changes."
                .formatted(inWords(), block.name(), block.group()));
      }
    }
  }

  private String inWords() {
    return name.isEmpty() ? "the update path" : "the update path '%s'".formatted(name);
  }

  /** {@return the path's name; empty if it is the only one} */
  public String name() {
    return name;
  }

  /** {@return where the parameters that it changes lie among all} */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Makes one update from the gradient of a batch's loss, a mean over its samples: by the networks'
   * ordinary backward passes, unless a clipping rule forms it out of the samples' gradients.
   *
   * @param samples the number of samples, each a row of every network's last forward pass
   * @param outputGradients for each network, in their order, the loss's derivative by each of its
   *     outputs; may be overwritten
   * @param progress the share of training that is done, in [0, 1]
   * @param listener hears of the update
   * @throws IllegalArgumentException if there are not as many derivatives as networks
   * @throws NonFiniteGradientException if the stage says that the run must stop
   */
  public void update(
      int samples, float[][] outputGradients, double progress, UpdateListener listener) {
    if (outputGradients.length != networks.length) {
      throw new IllegalArgumentException(
          "There are derivatives by the outputs of %s networks, but %s has %s."
              .formatted(outputGradients.length, inWords(), networks.length));
    }
    UpdateDiagnostics measuring = diagnostics != null && diagnostics.isDue() ? diagnostics : null;
    if (diagnostics != null && measuring == null) {
      diagnostics.pass();
    }
    if (batch == null) {
      backward(samples, outputGradients, measuring);
      update(progress, listener);
      return;
    }
    if (measuring != null) {
      measuring.countDormant();
    }
    batch.backward(samples, outputGradients);
    if (measuring != null) {
      batch.mean(0, samples, parameters.gradient());
      measuring.measure(batch, samples);
    }
    finish(
        stage.process(batch, parameters.gradient(), parameters.values(), progress),
        progress,
        listener);
  }

  private void backward(
      int samples, float[][] outputGradients, @Nullable UpdateDiagnostics measuring) {
    if (measuring != null) {
      measuring.backward(samples, outputGradients);
      return;
    }
    for (int i = 0; i < networks.length; i++) {
      networks[i].backward(outputGradients[i]);
    }
  }

  /**
   * {@return whether the last update was measured, and its batch's gradient by the changed
   * parameters is yet to be given to {@link #repeat}}
   */
  public boolean awaitsRepetition() {
    return diagnostics != null && diagnostics.isOpen();
  }

  /**
   * Measures how the last update changed its own batch's gradient, after another forward pass of
   * the same batch with the same noise. Changes neither parameters nor their gradient.
   *
   * @param outputGradients as for the update; may be overwritten
   * @throws IllegalStateException if the last update was not measured
   */
  public void repeat(float[][] outputGradients) {
    if (diagnostics == null || !diagnostics.isOpen()) {
      throw new IllegalStateException(
          "The last update of %s was not measured, so there is nothing to repeat."
              .formatted(inWords()));
    }
    diagnostics.repeat(outputGradients);
  }

  /**
   * Reports what was measured since the last call; nothing without diagnostics.
   *
   * @param sink receives the figures, with the path's name if it is one of several
   */
  public void drainDiagnostics(MetricSink sink) {
    if (diagnostics != null) {
      diagnostics.drain(sink);
    }
  }

  /** {@return what the run's measurements say, in sentences; none without diagnostics} */
  public List<String> advice() {
    if (diagnostics == null) {
      return List.of();
    }
    return diagnostics.advice().stream()
        .map(one -> name.isEmpty() ? one : "Update path '%s': %s".formatted(name, one))
        .toList();
  }

  /**
   * Makes one update from the gradient that stands in the parameters, where the agent wrote it
   * itself or took the networks' backward passes itself.
   *
   * @param progress the share of training that is done, in [0, 1]
   * @param listener hears of the update
   * @throws NonFiniteGradientException if the stage says that the run must stop
   * @throws IllegalStateException if a clipping rule acts on samples, which this gradient has lost
   */
  public void update(double progress, UpdateListener listener) {
    finish(stage.process(parameters.gradient(), parameters.values(), progress), progress, listener);
  }

  private void finish(UpdateReport report, double progress, UpdateListener listener) {
    if (report.applied()) {
      step(report, progress);
      parameters.changed();
    }
    listener.updated(report);
    if (report.verdict() == Verdict.FAILED) {
      throw NonFiniteGradientException.of(report, stage.settings());
    }
    if (report.verdict() == Verdict.APPLIED && updateStage != null) {
      String parameter = updateStage.nonFiniteParameter();
      if (parameter != null && stage.settings().nonFinite() != NonFinitePolicy.PROPAGATE) {
        throw NonFiniteGradientException.ofParameters(name, parameter);
      }
    }
  }

  private void step(UpdateReport report, double progress) {
    float[] values = parameters.values();
    float[] gradient = parameters.gradient();
    if (updateStage == null) {
      optimizer.step(values, gradient, learningRate.at(progress), progress);
      return;
    }
    updateStage.begin(values);
    optimizer.step(values, gradient, learningRate.at(progress), progress);
    updateStage.process(report, values, gradient, optimizer.secondMoments(), progress);
  }

  /**
   * Hears that the agent's objective changes, before its next update: the optimizer starts anew if
   * its settings say so.
   *
   * @param at how it changes
   */
  public void objectiveChanges(OptimizerReset.At at) {
    if (reset != null && reset.at() == at) {
      optimizer.reset(reset.what());
    }
  }

  /**
   * Returns the learning rate at a point of training.
   *
   * @param progress the share of training that is done, in [0, 1]
   * @return the step's learning rate
   */
  public double learningRate(double progress) {
    return learningRate.at(progress);
  }

  /**
   * Replaces the path's parameters; stage and optimizer stay as they are.
   *
   * @param values all parameters of the agent, of which the path's own are taken
   */
  public void startFrom(float[] values) {
    System.arraycopy(values, layout.offset(), parameters.values(), layout.offset(), layout.size());
    parameters.changed();
  }

  /** Hands over the path's parameters, and the state of stages and optimizer. */
  @Override
  public void state(State state) throws IOException {
    state.of(parameters.values(), layout.offset(), layout.size());
    if (state.isReading()) {
      parameters.changed();
    }
    stage.state(state);
    optimizer.state(state);
    if (updateStage != null) {
      updateStage.state(state);
    }
    if (diagnostics != null) {
      diagnostics.state(state);
    }
  }
}
