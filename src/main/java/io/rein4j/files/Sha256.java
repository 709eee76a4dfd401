package io.rein4j.files;

import io.rein4j.api.Incubating;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash of bytes by SHA-256, of which every part is added in turn. */
@Incubating
public final class Sha256 {

  private static final int CHUNK = 1 << 16;

  private final MessageDigest digest;

  /** Creates the hash of no bytes. */
  public Sha256() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256, but this one does not.", e);
    }
  }

  /**
   * {@return the hash of a file}
   *
   * @param file the file
   * @throws IOException if it cannot be read
   */
  public static Sha256 of(Path file) throws IOException {
    Sha256 hash = new Sha256();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        hash.add(ByteBuffer.wrap(chunk, 0, count));
      }
    } catch (IOException e) {
      throw Failures.sentence("read", file, e);
    }
    return hash;
  }

  /**
   * Adds bytes.
   *
   * @param bytes the bytes that remain in the buffer
   * @return this hash
   */
  public Sha256 add(ByteBuffer bytes) {
    digest.update(bytes);
    return this;
  }

  /** {@return the hash in 64 hexadecimal digits} It is that of no bytes afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** {@return the hash's 32 bytes} It is that of no bytes afterwards. */
  public byte[] bytes() {
    return digest.digest();
  }
}
