package io.rein4j.rl4j;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import java.util.List;

/** The module of RL4J's own learners. */
public final class Rl4jModule implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    if (Catalog.hasClass("org.deeplearning4j.rl4j.learning.ILearning")) {
      catalog.types(LearnerSettings.class, Rl4jA3cSettings.class, Rl4jDoubleDqnSettings.class);
    } else {
      for (String name : List.of("rl4j-a3c", "rl4j-double-dqn")) {
        catalog.unavailable(
            LearnerSettings.class,
            name,
            "it needs RL4J, which is not on the class path:"
                + " add org.deeplearning4j:rl4j-core and org.nd4j:nd4j-native");
      }
    }
  }
}
