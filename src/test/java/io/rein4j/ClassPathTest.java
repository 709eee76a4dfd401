package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class path of the program, and of the tests that use all of DL4J and RL4J that it uses. */
class ClassPathTest {

  /** A class of each library that DL4J, ND4J or RL4J asks for and nobody loads. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "au.com.bytecode.opencsv.CSVReader",
        "com.clearspring.analytics.stream.StreamSummary",
        "com.google.flatbuffers.Table",
        "com.google.gson.Gson",
        "com.jakewharton.byteunits.BinaryByteUnit",
        "com.sun.jna.Native",
        "com.sun.jna.platform.FileUtils",
        "com.tdunning.math.stats.TDigest",
        "freemarker.template.Template",
        "net.ericaro.neoitertools.Generator",
        "org.apache.commons.net.util.Base64",
        "org.bytedeco.hdf5.global.hdf5",
        "org.deeplearning4j.datasets.iterator.AsyncDataSetIterator",
        "org.joda.time.DateTime",
        "org.threeten.bp.LocalDate",
        "oshi.SystemInfo"
      })
  void library_thatNobodyLoads_isNotThere(String name) {
    assertThat(ClassPathTest.class.getClassLoader().getResource(name.replace('.', '/') + ".class"))
        .isNull();
  }
}
