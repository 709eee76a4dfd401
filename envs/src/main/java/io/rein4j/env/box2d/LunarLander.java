package io.rein4j.env.box2d;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lander to be brought down gently on a pad, 50 steps a second.
 *
 * <p>Discrete actions: nothing (0), left engine (1), main engine (2), right engine (3). Continuous
 * ones: the main engine's throttle (from 0 on it runs at 50 to 100 %), and that of the side engines
 * (beyond ±0.5 one runs at 50 to 100 %).
 *
 * <p>The observation is position, velocity, angle and angular velocity in units of their own, and
 * for each leg whether it stands on the ground. A step is worth what it changes in a potential of
 * distance, speed, tilt and legs on the ground, less the fuel; the end is worth −100 after a crash
 * or beyond the sides, 100 at rest.
 *
 * <p>A Box2D world cannot be copied, so the state is the generator at the episode's start and the
 * actions so far; reading it plays them again, and checks where they lead.
 */
final class LunarLander implements Task {

  private static final double MAIN_POWER = 13;
  private static final double SIDE_POWER = 0.6;
  private static final double MAIN_Y = 4;
  private static final double SIDE_AWAY = 12;
  private static final double SIDE_HEIGHT = 14;
  // Not the side engines' height: Gymnasium's torque depends on the lander's angle by this.
  private static final double SIDE_OFFSET = 17;
  private static final double STEPS_A_SECOND = 50;
  private static final double MAIN_DENSITY = 3.5;
  private static final double SIDE_DENSITY = 0.7;
  private static final double MAIN_FUEL = 0.30;
  private static final double SIDE_FUEL = 0.03;

  private static final int OBSERVATION_SIZE = 8;
  private static final float[] HIGHEST = {2.5f, 2.5f, 10, 10, (float) (2 * Math.PI), 10, 1, 1};
  private static final float[] LOWEST = {
    -2.5f, -2.5f, -10, -10, (float) (-2 * Math.PI), -10, -0.0f, -0.0f
  };
  private static final Box OBSERVATIONS = Box.vector(LOWEST, HIGHEST);
  private static final Discrete ENGINES = new Discrete(4);
  private static final Box THROTTLES = Box.of(-1, 1, 2);

  private final LunarLanderSettings settings;
  private final Space actions;
  private final Wind wind;
  private final Wind turbulence;
  private final double[] state = new double[OBSERVATION_SIZE];
  private final Pcg64 beginning = new Pcg64(0);
  private float[] history = {};
  private int steps;
  private LanderScene scene;
  private boolean started;
  private double potential;
  private boolean terminated;

  /** What engines throw out; null until somebody wants to see it. */
  private @Nullable Flames flames;

  LunarLander(LunarLanderSettings settings) {
    this.settings = settings;
    this.actions = settings.continuous() ? THROTTLES : ENGINES;
    this.wind = new Wind(settings.windPower());
    this.turbulence = new Wind(settings.turbulencePower());
    this.scene = new LanderScene(settings.gravity(), beginning);
  }

  @Override
  public Space observationSpace() {
    return OBSERVATIONS;
  }

  @Override
  public Space actionSpace() {
    return actions;
  }

  @Override
  public void start(Pcg64 random) {
    beginning.set(random);
    play(random);
  }

  /** Starts the episode and takes the first step, without an action, that a reset takes. */
  private void play(Pcg64 random) {
    scene = new LanderScene(settings.gravity(), random);
    if (flames != null) {
      flames.clear();
    }
    if (settings.wind()) {
      wind.start(random);
      turbulence.start(random);
    }
    move(0, 0, random);
    potential = potential();
    terminated = false;
    steps = 0;
    started = true;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    actions.require(action, offset);
    remember(action, offset);
    return take(action, offset, random);
  }

  private void remember(float[] action, int offset) {
    int size = actions.size();
    int at = steps * size;
    if (history.length < at + size) {
      history = Arrays.copyOf(history, Math.max(256, 2 * (at + size)));
    }
    System.arraycopy(action, offset, history, at, size);
    steps++;
  }

  private double take(float[] action, int offset, Pcg64 random) {
    double main = settings.continuous() ? mainPower(action[offset]) : action[offset] == 2 ? 1 : 0;
    double side =
        settings.continuous() ? sidePower(action[offset + 1]) : enginesSide((int) action[offset]);
    move(main, side, random);
    double before = potential;
    potential = potential();
    boolean lost = scene.crashed() || Math.abs(state[0]) >= 1;
    boolean resting = !scene.awake();
    terminated = lost || resting;
    if (resting) {
      return 100;
    }
    if (lost) {
      return -100;
    }
    return potential - before - main * MAIN_FUEL - Math.abs(side) * SIDE_FUEL;
  }

  private static double mainPower(double throttle) {
    return throttle > 0 ? (throttle + 1) * 0.5 : 0;
  }

  /** {@return the power of the side engines, negative for the left one} */
  private static double sidePower(double throttle) {
    return Math.abs(throttle) > 0.5 ? throttle : 0;
  }

  private static double enginesSide(int action) {
    return action == 1 ? -1 : action == 3 ? 1 : 0;
  }

  /** Lets wind and engines act for one step, and looks where the lander is then. */
  private void move(double main, double side, Pcg64 random) {
    if (settings.wind() && !scene.touching(0) && !scene.touching(1)) {
      scene.applyForce(wind.blow(), 0);
      scene.applyTorque(turbulence.blow());
    }
    double sin = StrictMath.sin(scene.angle());
    double cos = StrictMath.cos(scene.angle());
    double along = random.uniform(-1, 1) / LanderScene.SCALE;
    double across = random.uniform(-1, 1) / LanderScene.SCALE;
    if (main > 0) {
      double down = MAIN_Y / LanderScene.SCALE + 2 * along;
      double x = sin * down - cos * across;
      double y = -cos * down - sin * across;
      double power = MAIN_POWER * main;
      if (flames != null) {
        flames.add(MAIN_DENSITY, scene.x() + x, scene.y() + y, x * power, y * power, main);
      }
      scene.applyImpulse(-x * power, -y * power, scene.x() + x, scene.y() + y);
    }
    if (side != 0) {
      double away = 3 * across + Math.signum(side) * SIDE_AWAY / LanderScene.SCALE;
      double x = sin * along - cos * away;
      double y = -cos * along - sin * away;
      double power = SIDE_POWER * Math.abs(side);
      double atX = scene.x() + x - sin * SIDE_OFFSET / LanderScene.SCALE;
      double atY = scene.y() + y + cos * SIDE_HEIGHT / LanderScene.SCALE;
      if (flames != null) {
        flames.add(SIDE_DENSITY, atX, atY, x * power, y * power, Math.abs(side));
      }
      scene.applyImpulse(-x * power, -y * power, atX, atY);
    }
    scene.step();
    if (flames != null) {
      flames.step(settings.gravity(), scene);
    }
    look();
  }

  private void look() {
    double halfWidth = LanderScene.WIDTH / 2;
    double halfHeight = LanderScene.HEIGHT / 2;
    double ground = LanderScene.PAD_HEIGHT + LanderScene.LEG_DOWN / LanderScene.SCALE;
    state[0] = (scene.x() - halfWidth) / halfWidth;
    state[1] = (scene.y() - ground) / halfHeight;
    state[2] = scene.velocityX() * halfWidth / STEPS_A_SECOND;
    state[3] = scene.velocityY() * halfHeight / STEPS_A_SECOND;
    state[4] = scene.angle();
    state[5] = 20 * scene.angularVelocity() / STEPS_A_SECOND;
    state[6] = scene.touching(0) ? 1 : 0;
    state[7] = scene.touching(1) ? 1 : 0;
  }

  private double potential() {
    return -100 * Math.sqrt(state[0] * state[0] + state[1] * state[1])
        - 100 * Math.sqrt(state[2] * state[2] + state[3] * state[3])
        - 100 * Math.abs(state[4])
        + 10 * state[6]
        + 10 * state[7];
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public void observe(float[] observation, int offset) {
    for (int i = 0; i < OBSERVATION_SIZE; i++) {
      observation[offset + i] = (float) state[i];
    }
  }

  @Override
  public Optional<Renderer> renderer() {
    Flames drawn = flames == null ? new Flames() : flames;
    flames = drawn;
    return Optional.of(
        Renderer.of(LanderPicture.FRAMES_PER_SECOND, () -> LanderPicture.of(scene, drawn)));
  }

  @Override
  public void state(State saved) throws IOException {
    started = saved.of(started);
    if (!started) {
      return;
    }
    beginning.state(saved);
    int taken = saved.of(steps);
    if (taken < 0 || (long) taken * actions.size() > Integer.MAX_VALUE) {
      throw new IOException("The state holds an episode of %s steps.".formatted(taken));
    }
    history = saved.renewed(history, taken * actions.size());
    double[] reached = state.clone();
    saved.of(reached);
    if (saved.isReading()) {
      playAgain(taken, reached);
    }
  }

  private void playAgain(int taken, double[] reached) throws IOException {
    Pcg64 random = new Pcg64(0);
    random.set(beginning);
    play(random);
    int size = actions.size();
    for (; steps < taken; steps++) {
      int at = steps * size;
      if (!actions.contains(history, at)) {
        throw new IOException(
            "The state holds the action %s, which is none of %s."
                .formatted(Arrays.toString(Arrays.copyOfRange(history, at, at + size)), actions));
      }
      take(history, at, random);
    }
    for (int i = 0; i < OBSERVATION_SIZE; i++) {
      if (Double.compare(reached[i], state[i]) != 0) {
        throw new IOException(
            ("The state's %s actions, played again, lead to %s in element %s of the lunar lander's"
                    + " state, where they had led to %s.")
                .formatted(taken, state[i], i, reached[i]));
      }
    }
  }
}
