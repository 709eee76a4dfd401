package io.rein4j.env.box2d;

import io.rein4j.random.Pcg64;
import org.jbox2d.callbacks.ContactImpulse;
import org.jbox2d.callbacks.ContactListener;
import org.jbox2d.collision.Manifold;
import org.jbox2d.collision.shapes.EdgeShape;
import org.jbox2d.collision.shapes.PolygonShape;
import org.jbox2d.common.Settings;
import org.jbox2d.common.Vec2;
import org.jbox2d.dynamics.Body;
import org.jbox2d.dynamics.BodyDef;
import org.jbox2d.dynamics.BodyType;
import org.jbox2d.dynamics.FixtureDef;
import org.jbox2d.dynamics.World;
import org.jbox2d.dynamics.contacts.Contact;
import org.jbox2d.dynamics.joints.RevoluteJointDef;

/**
 * The bodies of one episode: a moon with a flat pad between hills, and a lander with two springy
 * legs, thrown into the sky above it. Lengths are in units of 30 pixels of Gymnasium's picture.
 */
final class LanderScene implements ContactListener {

  static {
    // Process-wide: jbox2d's table of sines is exact to 10⁻⁴ only.
    Settings.SINCOS_LUT_ENABLED = false;
  }

  static final double SCALE = 30;
  static final double WIDTH = 600 / SCALE;
  static final double HEIGHT = 400 / SCALE;
  static final double PAD_HEIGHT = HEIGHT / 4;
  static final double LEG_DOWN = 18;

  private static final int CHUNKS = 11;
  private static final double THROW = 1000;
  private static final double[][] HULL = {
    {-14, 17}, {-17, 0}, {-17, -10}, {17, -10}, {17, 0}, {14, 17}
  };
  private static final double LEG_AWAY = 20;
  private static final double LEG_WIDTH = 2;
  private static final double LEG_HEIGHT = 8;
  private static final float LEG_TORQUE = 40;
  private static final float STEP_SECONDS = (float) (1.0 / 50);
  private static final int VELOCITY_ITERATIONS = 180;
  private static final int POSITION_ITERATIONS = 60;

  private final World world;
  private final double[] heights;
  private final Body lander;
  private final Body[] legs = new Body[2];
  private final boolean[] touching = new boolean[2];
  private final Vec2 force = new Vec2();
  private final Vec2 point = new Vec2();
  private boolean crashed;

  /**
   * Builds the bodies and throws the lander.
   *
   * @param gravity acceleration of gravity
   * @param random what the hills and the throw are drawn from, in this order
   */
  LanderScene(double gravity, Pcg64 random) {
    world = new World(new Vec2(0, (float) gravity));
    world.setContactListener(this);
    heights = hills(random);
    buildMoon(heights);
    lander = buildLander();
    double push = random.uniform(-THROW, THROW);
    applyForce(push, random.uniform(-THROW, THROW));
    buildLeg(0, -1);
    buildLeg(1, 1);
  }

  /** Draws the heights between which the ground is straight; the pad in the middle is flat. */
  private static double[] hills(Pcg64 random) {
    double[] drawn = new double[CHUNKS + 1];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.uniform(0, HEIGHT / 2);
    }
    for (int i = CHUNKS / 2 - 2; i <= CHUNKS / 2 + 2; i++) {
      drawn[i] = PAD_HEIGHT;
    }
    double[] smooth = new double[CHUNKS];
    for (int i = 0; i < CHUNKS; i++) {
      double left = drawn[i == 0 ? CHUNKS : i - 1];
      smooth[i] = 0.33 * (left + drawn[i] + drawn[i + 1]);
    }
    return smooth;
  }

  private void buildMoon(double[] heights) {
    Body moon = world.createBody(new BodyDef());
    FixtureDef floor = new FixtureDef();
    floor.shape = edge(0, 0, WIDTH, 0);
    moon.createFixture(floor);
    double chunk = WIDTH / (CHUNKS - 1);
    for (int i = 0; i < CHUNKS - 1; i++) {
      FixtureDef slope = new FixtureDef();
      slope.shape = edge(chunk * i, heights[i], chunk * (i + 1), heights[i + 1]);
      slope.friction = 0.1f;
      moon.createFixture(slope);
    }
  }

  private static EdgeShape edge(double x1, double y1, double x2, double y2) {
    EdgeShape edge = new EdgeShape();
    edge.set(vector(x1, y1), vector(x2, y2));
    return edge;
  }

  private static Vec2 vector(double x, double y) {
    return new Vec2((float) x, (float) y);
  }

  private Body buildLander() {
    Vec2[] corners = new Vec2[HULL.length];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = vector(HULL[i][0] / SCALE, HULL[i][1] / SCALE);
    }
    PolygonShape hull = new PolygonShape();
    hull.set(corners, corners.length);
    FixtureDef fixture = new FixtureDef();
    fixture.shape = hull;
    fixture.density = 5;
    fixture.friction = 0.1f;
    return buildBody(WIDTH / 2, 0, fixture, 0x0010);
  }

  /** Builds a leg that a motor presses outwards, within limits. */
  private void buildLeg(int index, int side) {
    PolygonShape box = new PolygonShape();
    box.setAsBox((float) (LEG_WIDTH / SCALE), (float) (LEG_HEIGHT / SCALE));
    FixtureDef fixture = new FixtureDef();
    fixture.shape = box;
    fixture.density = 1;
    Body leg = buildBody(WIDTH / 2 - side * LEG_AWAY / SCALE, side * 0.05, fixture, 0x0020);
    RevoluteJointDef joint = new RevoluteJointDef();
    joint.bodyA = lander;
    joint.bodyB = leg;
    joint.localAnchorB.set((float) (side * LEG_AWAY / SCALE), (float) (LEG_DOWN / SCALE));
    joint.enableMotor = true;
    joint.enableLimit = true;
    joint.maxMotorTorque = LEG_TORQUE;
    joint.motorSpeed = (float) (0.3 * side);
    joint.lowerAngle = (float) (side < 0 ? 0.9 - 0.5 : -0.9);
    joint.upperAngle = (float) (side < 0 ? 0.9 : -0.9 + 0.5);
    world.createJoint(joint);
    legs[index] = leg;
  }

  /** Builds a body at the top of the sky that collides with the ground only. */
  private Body buildBody(double x, double angle, FixtureDef fixture, int category) {
    BodyDef definition = new BodyDef();
    definition.type = BodyType.DYNAMIC;
    definition.position.set((float) x, (float) HEIGHT);
    definition.angle = (float) angle;
    Body body = world.createBody(definition);
    fixture.filter.categoryBits = category;
    fixture.filter.maskBits = 1;
    body.createFixture(fixture);
    return body;
  }

  /** Pushes the lander at its centre until the next step ends. */
  void applyForce(double x, double y) {
    force.set((float) x, (float) y);
    lander.applyForceToCenter(force);
  }

  /** Turns the lander until the next step ends. */
  void applyTorque(double torque) {
    lander.applyTorque((float) torque);
  }

  /** Hits the lander at a point of the world. */
  void applyImpulse(double x, double y, double atX, double atY) {
    force.set((float) x, (float) y);
    point.set((float) atX, (float) atY);
    lander.applyLinearImpulse(force, point);
  }

  void step() {
    // jbox2d keeps a scratch vector for all worlds of the process.
    synchronized (LanderScene.class) {
      world.step(STEP_SECONDS, VELOCITY_ITERATIONS, POSITION_ITERATIONS);
    }
  }

  double x() {
    return lander.getPosition().x;
  }

  double y() {
    return lander.getPosition().y;
  }

  double velocityX() {
    return lander.getLinearVelocity().x;
  }

  double velocityY() {
    return lander.getLinearVelocity().y;
  }

  double angle() {
    return lander.getAngle();
  }

  double angularVelocity() {
    return lander.getAngularVelocity();
  }

  boolean awake() {
    return lander.isAwake();
  }

  /** {@return whether the lander itself has touched the ground} */
  boolean crashed() {
    return crashed;
  }

  /** {@return whether a leg stands on the ground: the first one (0) or the second (1)} */
  boolean touching(int leg) {
    return touching[leg];
  }

  /** {@return the heights between which the ground is straight, at equal distances} */
  double[] heights() {
    return heights.clone();
  }

  /** {@return the height of the ground, which ends with the picture} */
  double groundAt(double x) {
    double place = x / WIDTH * (CHUNKS - 1);
    int left = (int) Math.floor(place);
    if (left < 0 || left >= CHUNKS - 1) {
      return Double.NEGATIVE_INFINITY;
    }
    return heights[left] + (place - left) * (heights[left + 1] - heights[left]);
  }

  /** {@return the corners of the lander, and of each leg, where they are now} */
  double[][] parts() {
    return new double[][] {corners(lander), corners(legs[0]), corners(legs[1])};
  }

  private static double[] corners(Body body) {
    PolygonShape shape = (PolygonShape) body.getFixtureList().getShape();
    double[] corners = new double[2 * shape.getVertexCount()];
    for (int i = 0; i < shape.getVertexCount(); i++) {
      Vec2 corner = body.getWorldPoint(shape.getVertex(i));
      corners[2 * i] = corner.x;
      corners[2 * i + 1] = corner.y;
    }
    return corners;
  }

  @Override
  public void beginContact(Contact contact) {
    crashed |= involves(contact, lander);
    for (int i = 0; i < legs.length; i++) {
      touching[i] |= involves(contact, legs[i]);
    }
  }

  @Override
  public void endContact(Contact contact) {
    // A leg that rolls over a corner loses one edge while it stands on the next, and counts as off
    // the ground, as in Gymnasium.
    for (int i = 0; i < legs.length; i++) {
      touching[i] &= !involves(contact, legs[i]);
    }
  }

  private static boolean involves(Contact contact, Body body) {
    return contact.getFixtureA().getBody() == body || contact.getFixtureB().getBody() == body;
  }

  @Override
  public void preSolve(Contact contact, Manifold oldManifold) {}

  @Override
  public void postSolve(Contact contact, ContactImpulse impulse) {}
}
