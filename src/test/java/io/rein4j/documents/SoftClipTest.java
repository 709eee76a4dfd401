package io.rein4j.documents;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.contract.ClippingRuleContract;

class SoftClipTest extends ClippingRuleContract {

  @Override
  protected ClippingRule rule(double unit) {
    return new SoftClip(unit);
  }

  @Override
  protected boolean isIdempotent() {
    return false; // it shortens what it has shortened
  }
}
