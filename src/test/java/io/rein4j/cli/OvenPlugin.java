package io.rein4j.cli;

import io.rein4j.harness.Jars;

/** The plugin of the tests: an environment, a rule, a wrapper, a listener and a command. */
final class OvenPlugin {

  static final String SERVICE_FILE = "META-INF/services/io.rein4j.catalog.Rein4jModule";

  private OvenPlugin() {}

  static Jars jar() {
    return new Jars()
        .attribute("Implementation-Version", "1.4")
        .file(SERVICE_FILE, "org.example.OvenModule\n")
        .source(
            "org.example.OvenModule",
            """
            package org.example;
            import io.rein4j.catalog.*;
            import io.rein4j.clip.ClippingRule;
            import io.rein4j.cli.CommandFactory;
            import io.rein4j.env.EnvSpec;
            import io.rein4j.env.wrap.Wrapper;
            import io.rein4j.train.*;
            public final class OvenModule implements Rein4jModule {
              @Override public void register(Catalog catalog) {
                catalog
                    .add(EnvSpec.class,
                        EnvSpec.of("Oven-v0", options -> new OvenEnv()).withMaxEpisodeSteps(50)
                            .withScores(-20, 0))
                    .types(ClippingRule.class, SoftClip.class)
                    .types(Wrapper.class, Half.class)
                    .add(RunListenerFactory.class, "counter", (config, folder) -> new Counter(folder))
                    .add(CommandFactory.class, "bake", any -> new Bake());
              }
            }
            """)
        .source(
            "org.example.OvenEnv",
            """
            package org.example;
            import io.rein4j.env.*;
            import java.util.SplittableRandom;
            final class OvenEnv implements Env {
              private SplittableRandom random = new SplittableRandom(0);
              private float heat;
              @Override public Space observationSpace() { return Box.of(-10, 10, 1); }
              @Override public Space actionSpace() { return new Discrete(2); }
              @Override public void reset(long seed, float[] observation, int offset) {
                random = new SplittableRandom(seed);
                reset(observation, offset);
              }
              @Override public void reset(float[] observation, int offset) {
                heat = (float) (2 * random.nextDouble() - 1);
                observation[offset] = heat;
              }
              @Override public double step(float[] action, int at, float[] observation, int offset) {
                heat += (action[at] > 0.5f ? 0.2f : -0.2f) + (float) (0.1 * random.nextDouble() - 0.05);
                heat = Math.max(-10, Math.min(10, heat));
                observation[offset] = heat;
                return -Math.abs(heat);
              }
              @Override public boolean terminated() { return false; }
              @Override public boolean truncated() { return false; }
            }
            """)
        .source(
            "org.example.SoftClip",
            """
            package org.example;
            import io.rein4j.clip.*;
            import io.rein4j.settings.*;
            @TypeName("soft-clip")
            @Describe("The rule that multiplies every gradient by c / (c + its norm).")
            public record SoftClip(@Describe("the length that no gradient reaches, > 0") double c)
                implements ClippingRule {
              public SoftClip { new Setting("c").positive(c); }
              @Override public Clipper bind(ParameterLayout layout) {
                return gradient -> gradient.scale(c / (c + gradient.norm()));
              }
            }
            """)
        .source(
            "org.example.Half",
            """
            package org.example;
            import io.rein4j.env.*;
            import io.rein4j.env.wrap.*;
            import io.rein4j.settings.TypeName;
            @TypeName("half")
            public record Half() implements Wrapper {
              @Override public Env wrap(Env env, WrapContext context) {
                return new RewardScale(0.5).wrap(env, context);
              }
            }
            """)
        .source(
            "org.example.Counter",
            """
            package org.example;
            import io.rein4j.train.*;
            import java.io.*;
            import java.nio.file.*;
            final class Counter implements RunListener {
              private final RunFolder folder;
              private int evaluations;
              Counter(RunFolder folder) { this.folder = folder; }
              @Override public void evaluated(EvaluationRecord evaluation) throws IOException {
                Files.writeString(folder.root().resolve("evaluations.count"), "" + ++evaluations);
              }
            }
            """)
        .source(
            "org.example.Bake",
            """
            package org.example;
            import picocli.CommandLine.*;
            import picocli.CommandLine.Model.CommandSpec;
            @Command(name = "bake", description = "Bake.")
            final class Bake implements Runnable {
              @Spec CommandSpec spec;
              @Override public void run() { spec.commandLine().getOut().println("baked"); }
            }
            """);
  }
}
