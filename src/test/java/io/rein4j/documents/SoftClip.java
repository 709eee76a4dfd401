package io.rein4j.documents;

import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.settings.Describe;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

@TypeName("soft-clip")
@Describe("The rule that multiplies every gradient by c / (c + its norm).")
public record SoftClip(@Describe("the length that no gradient reaches, > 0") double c)
    implements ClippingRule {

  public SoftClip {
    new Setting("c").positive(c);
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return gradient -> gradient.scale(c / (c + gradient.norm()));
  }
}
