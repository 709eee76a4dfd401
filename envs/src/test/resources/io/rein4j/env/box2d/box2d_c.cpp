// The few calls of Box2D 2.4 that Gymnasium's lunar lander makes, as C functions; make_goldens.py says how to build it.
#include <box2d/box2d.h>

#include <vector>

struct Event {
  int begin;
  b2Body* a;
  b2Body* b;
};

struct Scene : b2ContactListener {
  b2World world;
  std::vector<Event> events;

  explicit Scene(float gravity) : world(b2Vec2(0, gravity)) { world.SetContactListener(this); }
  void BeginContact(b2Contact* c) override { add(1, c); }
  void EndContact(b2Contact* c) override { add(0, c); }
  void add(int begin, b2Contact* c) {
    events.push_back({begin, c->GetFixtureA()->GetBody(), c->GetFixtureB()->GetBody()});
  }
};

static b2FixtureDef definition(float density, float friction, int category, int mask) {
  b2FixtureDef def;
  def.density = density;
  def.friction = friction;
  def.filter.categoryBits = category;
  def.filter.maskBits = mask;
  return def;
}

extern "C" {
Scene* scene_new(float gravity) { return new Scene(gravity); }
void scene_delete(Scene* s) {
  s->world.SetContactListener(nullptr);
  delete s;
}
b2Body* body_new(Scene* s, int dynamic, float x, float y, float angle) {
  b2BodyDef def;
  def.type = dynamic ? b2_dynamicBody : b2_staticBody;
  def.position.Set(x, y);
  def.angle = angle;
  return s->world.CreateBody(&def);
}
void add_edge(b2Body* body, float x1, float y1, float x2, float y2, float friction) {
  b2EdgeShape edge;
  edge.SetTwoSided(b2Vec2(x1, y1), b2Vec2(x2, y2));
  b2FixtureDef def = definition(0, friction, 1, 0xFFFF);
  def.shape = &edge;
  body->CreateFixture(&def);
}
void add_polygon(b2Body* body, const float* xy, int n, float density, float friction, int category, int mask) {
  b2PolygonShape polygon;
  polygon.Set(reinterpret_cast<const b2Vec2*>(xy), n);
  b2FixtureDef def = definition(density, friction, category, mask);
  def.shape = &polygon;
  body->CreateFixture(&def);
}
void add_box(b2Body* body, float hx, float hy, float density, float friction, int category, int mask) {
  b2PolygonShape box;
  box.SetAsBox(hx, hy);
  b2FixtureDef def = definition(density, friction, category, mask);
  def.shape = &box;
  body->CreateFixture(&def);
}
void add_joint(Scene* s, b2Body* a, b2Body* b, const float* v) {
  b2RevoluteJointDef def;
  def.bodyA = a;
  def.bodyB = b;
  def.localAnchorA.Set(v[0], v[1]);
  def.localAnchorB.Set(v[2], v[3]);
  def.enableMotor = true;
  def.enableLimit = true;
  def.maxMotorTorque = v[4];
  def.motorSpeed = v[5];
  def.lowerAngle = v[6];
  def.upperAngle = v[7];
  s->world.CreateJoint(&def);
}
void apply_force(b2Body* b, float x, float y) { b->ApplyForceToCenter(b2Vec2(x, y), true); }
void apply_torque(b2Body* b, float torque) { b->ApplyTorque(torque, true); }
void apply_impulse(b2Body* b, float x, float y, float px, float py) {
  b->ApplyLinearImpulse(b2Vec2(x, y), b2Vec2(px, py), true);
}
void scene_step(Scene* s, float dt, int velocity, int position) { s->world.Step(dt, velocity, position); }
void body_state(b2Body* b, float* out) {
  out[0] = b->GetPosition().x;
  out[1] = b->GetPosition().y;
  out[2] = b->GetLinearVelocity().x;
  out[3] = b->GetLinearVelocity().y;
  out[4] = b->GetAngle();
  out[5] = b->GetAngularVelocity();
  out[6] = b->IsAwake();
}
int next_event(Scene* s, b2Body** a, b2Body** b) {
  if (s->events.empty()) return -1;
  Event e = s->events.front();
  s->events.erase(s->events.begin());
  *a = e.a;
  *b = e.b;
  return e.begin;
}
}
