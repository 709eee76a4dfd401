package io.rein4j.study.run.spark;

import io.rein4j.files.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files that go to every worker, each by a name that no other one has. Folders of classes go as
 * jars, which are made here.
 */
final class ProgramFiles implements AutoCloseable {

  /**
   * A file.
   *
   * @param name what it is called on the workers
   * @param hash the SHA-256 of what it holds
   * @param path where it is here
   */
  record Sent(String name, String hash, Path path) {}

  private final Map<String, Sent> byName = new LinkedHashMap<>();
  private final Map<Path, Sent> byPath = new HashMap<>();
  private final List<Path> made = new ArrayList<>();

  /** {@return all files so far} */
  List<Sent> all() {
    return List.copyOf(byName.values());
  }

  /** {@return the files of this JVM's class path, in its order} */
  List<Sent> classPath() throws IOException {
    List<Sent> files = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath().normalize();
      if (!entry.isEmpty() && Files.exists(path)) {
        files.add(add(path));
      }
    }
    return files;
  }

  /** {@return a file or a folder of classes, as it is known from now on} */
  Sent add(Path path) throws IOException {
    Path normal = path.toAbsolutePath().normalize();
    Sent known = byPath.get(normal);
    if (known != null) {
      return known;
    }
    Path file = Files.isDirectory(normal) ? jar(normal) : normal;
    String hash = Sha256.of(file).hex();
    String name = file.getFileName().toString();
    Sent other = byName.get(name);
    if (other != null && !other.hash().equals(hash)) {
      name = hash.substring(0, 16) + "-" + name;
    }
    Sent sent = byName.computeIfAbsent(name, unused -> new Sent(unused, hash, file));
    byPath.put(normal, sent);
    return sent;
  }

  private Path jar(Path folder) throws IOException {
    Path jar = Files.createTempFile("rein4j-classes-", ".jar");
    made.add(jar);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : files) {
        zip.putNextEntry(
            new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar;
  }

  @Override
  public void close() throws IOException {
    for (Path jar : made) {
      Files.deleteIfExists(jar);
    }
  }
}
