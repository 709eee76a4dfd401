package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JvmFailuresTest {

  @Test
  void sentence_nativeLibrary_namesTheCacheAndTheLimit() {
    Error failure =
        new ExceptionInInitializerError(
            new UnsatisfiedLinkError(
                "/n/libjnijavacpp.so: failed to map segment from shared object\n\tat line 2"));
    assertThat(JvmFailures.sentence(failure))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "A native library cannot be loaded: /n/libjnijavacpp.so: failed to map"
                            + " segment from shared object. ")
                    .contains(
                        "noexec", "-Dorg.bytedeco.javacpp.cachedir=DIR", "ulimit -v", "JAVA_TOOL")
                    .doesNotContain("line 2"));
    // What the class's second use throws.
    assertThat(
            JvmFailures.sentence(
                new NoClassDefFoundError(
                    "Could not initialize class org.bytedeco.openblas.global.openblas_nolapack")))
        .hasValueSatisfying(text -> assertThat(text).contains("cachedir"));
  }

  @Test
  void sentence_missingClass_namesTheLimitOfFiles() {
    for (Throwable failure :
        new Throwable[] {
          new NoClassDefFoundError("io/rein4j/cli/EvalCommand"),
          new TypeNotPresentException("io.rein4j.cli.EvalCommand", new ClassNotFoundException())
        }) {
      assertThat(JvmFailures.sentence(failure))
          .hasValueSatisfying(text -> assertThat(text).contains("EvalCommand", "ulimit -n"));
    }
  }

  @Test
  void sentence_stackThreadsAndHeap_sayWhatIsShort() {
    assertThat(JvmFailures.sentence(new StackOverflowError()))
        .hasValueSatisfying(text -> assertThat(text).contains("nested too deeply"));
    assertThat(
            JvmFailures.sentence(new OutOfMemoryError("unable to create native thread: possibly")))
        .hasValueSatisfying(text -> assertThat(text).contains("ulimit -u"));
    assertThat(JvmFailures.sentence(new OutOfMemoryError("Java heap space")))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("MiB of memory that Java may use are not enough")
                    .endsWith("give it more, as in JAVA_TOOL_OPTIONS=-Xmx16g."));
  }

  @Test
  void sentence_defect_isNone() {
    assertThat(JvmFailures.sentence(new AssertionError("x"))).isEmpty();
    assertThat(JvmFailures.sentence(new IllegalStateException("x"))).isEmpty();
  }
}
