package io.rein4j.spark;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which files are known to be whole. */
final class Hashes {

  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256, but this one does not.", e);
    }
  }
}
