package io.rein4j.harness;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Jars that a test compiles from sources. */
public final class Jars {

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Manifest manifest = new Manifest();

  /** Starts with nothing in the jar. */
  public Jars() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /**
   * Adds a class.
   *
   * @param name its name, with its package
   * @param source its source
   * @return this
   */
  public Jars source(String name, String source) {
    sources.put(name, source);
    return this;
  }

  /**
   * Adds a file.
   *
   * @param name its path in the jar
   * @param text what is in it
   * @return this
   */
  public Jars file(String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /**
   * Adds an attribute to the manifest.
   *
   * @param name its name
   * @param value its value
   * @return this
   */
  public Jars attribute(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /**
   * Compiles and writes the jar.
   *
   * @param jar the file
   * @return the file
   * @throws IOException if it cannot be written
   */
  public Path write(Path jar) throws IOException {
    Path work = Files.createTempDirectory("jar");
    try {
      return write(jar, work);
    } finally {
      delete(work);
    }
  }

  private Path write(Path jar, Path work) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-d",
                work.toString(),
                "-proc:none",
                "-nowarn",
                "--release",
                "17",
                "-cp",
                System.getProperty("java.class.path")));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      arguments.add(Files.writeString(file, source.getValue()).toString());
    }
    if (!sources.isEmpty()) {
      compile(arguments);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(out, file.getKey(), file.getValue());
      }
      List<Path> classes;
      try (Stream<Path> walk = Files.walk(work)) {
        classes = walk.filter(file -> file.toString().endsWith(".class")).sorted().toList();
      }
      for (Path each : classes) {
        put(out, work.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
      }
    }
    return jar;
  }

  private static void compile(List<String> arguments) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    // The arguments of a call of javac.
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                options(arguments),
                null,
                compiler
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjectsFromStrings(sourcesIn(arguments)))
            .call();
    if (!compiled) {
      throw new IllegalArgumentException("The sources do not compile: " + said);
    }
  }

  private static List<String> options(List<String> arguments) {
    return arguments.stream().filter(argument -> !argument.endsWith(".java")).toList();
  }

  private static List<String> sourcesIn(List<String> arguments) {
    return arguments.stream().filter(argument -> argument.endsWith(".java")).toList();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }
}
