package io.rein4j.rl4j;

import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.UpdateReport;
import io.rein4j.dl4j.NetworkClipping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.rl4j.agent.Agent;
import org.deeplearning4j.rl4j.agent.listener.AgentListener;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.learning.IEpochTrainer;
import org.deeplearning4j.rl4j.learning.ILearning;
import org.deeplearning4j.rl4j.learning.async.AsyncThread;
import org.deeplearning4j.rl4j.learning.listener.TrainingListener;
import org.deeplearning4j.rl4j.network.NeuralNet;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.util.IDataManager;

/**
 * What clipping did in each episode of an RL4J learner: a listener of its training, legacy ({@code
 * learner.addListener(clipping)}) or agent-learner ({@code agent.addListener(clipping.ofAgent())}).
 *
 * <p>What RL4J calls an epoch is an episode for its synchronous learners, and a few steps of one
 * for its asynchronous ones. An episode's updates are those that its own thread made while it ran.
 */
// RL4J names its learners and agents without their types.
@SuppressWarnings("rawtypes")
public final class EpisodeClipping implements TrainingListener {

  private final Consumer<ClippedEpisode> sink;
  private final Map<Thread, Running> running = new HashMap<>();
  private long episodes;

  /**
   * Makes a listener for networks that are clipped.
   *
   * @param networks the clipping of each network that the learner applies gradients to
   * @param sink takes every episode that has ended, on the thread that played it
   */
  public EpisodeClipping(List<NetworkClipping> networks, Consumer<ClippedEpisode> sink) {
    this.sink = sink;
    networks.forEach(network -> network.listen(this::updated));
  }

  /**
   * Attaches the networks of an RL4J network, whose updaters are {@code Clipped}, and makes a
   * listener for them.
   *
   * @param network such as a DQN or an actor-critic
   * @param sink takes every episode that has ended, on the thread that played it
   * @return the listener, for {@code learner.addListener}
   */
  public static EpisodeClipping of(NeuralNet<?> network, Consumer<ClippedEpisode> sink) {
    List<NetworkClipping> networks = new ArrayList<>();
    for (Object part : network.getNeuralNetworks()) {
      networks.add(NetworkClipping.of((Model) part));
    }
    return new EpisodeClipping(networks, sink);
  }

  private synchronized Running current() {
    return running.computeIfAbsent(Thread.currentThread(), thread -> new Running());
  }

  private void updated(UpdateReport report) {
    current().updates.record(report);
  }

  private void end(Running episode) {
    if (!episode.open) {
      return;
    }
    episode.open = false;
    ClippingStatistics updates = episode.updates;
    episode.updates = none();
    ClippedEpisode ended;
    synchronized (this) {
      ended = new ClippedEpisode(episodes++, episode.reward, episode.length, updates);
    }
    sink.accept(ended);
  }

  private static ClippingStatistics none() {
    return new ClippingStatistics(List.of());
  }

  @Override
  public TrainingListener.ListenerResponse onTrainingStart() {
    return TrainingListener.ListenerResponse.CONTINUE;
  }

  @Override
  public void onTrainingEnd() {}

  @Override
  public TrainingListener.ListenerResponse onNewEpoch(IEpochTrainer trainer) {
    Running episode = current();
    if (trainer instanceof AsyncThread<?, ?, ?, ?>) {
      // An asynchronous learner says an episode's number, but not when a limit of steps ended it.
      if (episode.number != trainer.getEpisodeCount()) {
        end(episode);
        episode.number = trainer.getEpisodeCount();
      }
    }
    episode.open = true;
    return TrainingListener.ListenerResponse.CONTINUE;
  }

  @Override
  public TrainingListener.ListenerResponse onEpochTrainingResult(
      IEpochTrainer trainer, IDataManager.StatEntry statistics) {
    Running episode = current();
    episode.reward = statistics.getReward();
    episode.length = trainer.getCurrentEpisodeStepCount();
    if (!(trainer instanceof AsyncThread<?, ?, ?, ?>) || trainer.getMdp().isDone()) {
      end(episode);
    }
    return TrainingListener.ListenerResponse.CONTINUE;
  }

  @Override
  public TrainingListener.ListenerResponse onTrainingProgress(ILearning learning) {
    return TrainingListener.ListenerResponse.CONTINUE;
  }

  /** {@return the same for an agent of RL4J's agent-learner builders} */
  public AgentListener<Integer> ofAgent() {
    return new AgentListener<>() {
      @Override
      public AgentListener.ListenerResponse onBeforeEpisode(Agent agent) {
        current().open = true;
        return AgentListener.ListenerResponse.CONTINUE;
      }

      @Override
      public AgentListener.ListenerResponse onBeforeStep(
          Agent agent, Observation observation, Integer action) {
        return AgentListener.ListenerResponse.CONTINUE;
      }

      @Override
      public AgentListener.ListenerResponse onAfterStep(Agent agent, StepResult stepResult) {
        return AgentListener.ListenerResponse.CONTINUE;
      }

      @Override
      public void onAfterEpisode(Agent agent) {
        Running episode = current();
        episode.reward = agent.getReward();
        episode.length = agent.getEpisodeStepCount();
        end(episode);
      }
    };
  }

  /** The episode of one thread. */
  private static final class Running {

    private ClippingStatistics updates = none();
    private boolean open;
    private int number;
    private double reward;
    private int length;
  }
}
