package io.rein4j.documents;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.contract.ClippingRuleContract;
import io.rein4j.clip.contract.RandomGradients;

class SoftClipTest extends ClippingRuleContract {

  @Override
  protected ClippingRule rule(double unit) {
    return new SoftClip(unit);
  }

  @Override
  protected double shareOfLimit(
      float[] gradient, float[] parameters, ParameterLayout layout, double unit) {
    return RandomGradients.norm(gradient, 2) / unit;
  }

  @Override
  protected boolean leavesWhatIsWithinTheLimit() {
    return false; // it shortens every gradient
  }

  @Override
  protected boolean isIdempotent() {
    return false; // it shortens what it has shortened
  }
}
