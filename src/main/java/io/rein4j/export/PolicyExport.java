package io.rein4j.export;

import io.rein4j.env.wrap.ActionRepeat;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.files.AtomicFiles;
import io.rein4j.policy.Policy;
import io.rein4j.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The agent of a run as a {@link Policy}. */
final class PolicyExport {

  private PolicyExport() {}

  static List<String> write(Trainer trainer, Map<String, Object> origin, Path file)
      throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    origin.forEach((name, value) -> texts.put(name, value.toString()));
    Policy policy =
        Policy.of(
            trainer
                .agent()
                .policyLayers()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "This agent cannot be exported as a policy, as no layers of Rein4J say"
                                + " what it does: export a model for DL4J or ONNX.")),
            trainer.environmentObservations(),
            trainer.observationSteps(),
            trainer.actions(),
            texts);
    AtomicFiles.write(file, policy::write);
    return usage(policy, trainer.wrappers());
  }

  private static List<String> usage(Policy policy, List<Wrapper> wrappers) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Policy.load of rein4j-agents loads it: from observations of %s, as the environment gives them, to actions of %s."
            .formatted(policy.observationSpace(), policy.actionSpace()));
    if (policy.remembers()) {
      sentences.add(
          "The agent remembers what it has seen: take an episode() of the policy at every reset, and"
              + " call that one's act once a step.");
    }
    long times = 1;
    for (Wrapper wrapper : wrappers) {
      times *= wrapper instanceof ActionRepeat repeat ? repeat.times() : 1;
    }
    if (times > 1) {
      sentences.add(
          "The agent has learned with every action taken %s times in a row: take each as often, and show the policy what comes behind."
              .formatted(times));
    }
    return sentences;
  }
}
