package io.rein4j.env.box2d;

/** The policy that Gymnasium ships with its lander: a proportional and derivative controller. */
final class Heuristic {

  private Heuristic() {}

  static void act(float[] observation, boolean continuous, float[] action) {
    double x = observation[0];
    double y = observation[1];
    double velocityX = observation[2];
    double velocityY = observation[3];
    double wanted = Math.max(-0.4, Math.min(0.4, x * 0.5 + velocityX));
    double turn = (wanted - observation[4]) * 0.5 - observation[5];
    double rise = (0.55 * Math.abs(x) - y) * 0.5 - velocityY * 0.5;
    if (observation[6] != 0 || observation[7] != 0) {
      turn = 0;
      rise = -velocityY * 0.5;
    }
    if (continuous) {
      action[0] = (float) Math.max(-1, Math.min(1, rise * 20 - 1));
      action[1] = (float) Math.max(-1, Math.min(1, -turn * 20));
    } else if (rise > Math.abs(turn) && rise > 0.05) {
      action[0] = 2;
    } else {
      action[0] = turn < -0.05 ? 3 : turn > 0.05 ? 1 : 0;
    }
  }
}
