package io.rein4j.env.gym;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a Python process at the end of a pipe writes, byte by byte. */
final class Bytes {

  /** What {@code gym_server.py} wrote before there was a mark, as answer to the message 0. */
  static final String OLD_HELLO =
      "{\"capabilities\":[\"autoreset\",\"batch\",\"frames\",\"options\",\"render\",\"reset-seed\",\"sequence\",\"terminated-truncated\"],\"executable\":\"/usr/bin/python3\",\"library\":\"gymnasium\",\"library_version\":\"1.3.0\",\"protocol\":1,\"python\":\"3.11.2\",\"server\":\"rein4j\"}\n";

  /** What it is made of two actions and three numbers observed. */
  static final String MADE =
      "{\"action_space\":{\"n\":2,\"name\":\"Discrete\",\"start\":0},\"handle\":0,\"max_episode_steps\":500,\"observation_space\":{\"high\":[1,1,1],\"low\":[-1,-1,-1],\"name\":\"Box\",\"shape\":[3]}}\n";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Bytes none() {
    return new Bytes();
  }

  Bytes text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  Bytes raw(byte... more) {
    bytes.writeBytes(more);
    return this;
  }

  Bytes mark() {
    return raw((byte) 0x89).text("Rein4J\r\n").raw((byte) 0x1a).text("\n");
  }

  Bytes u32(long value) {
    byte[] four = new byte[Integer.BYTES];
    little(four).putInt((int) value);
    return raw(four);
  }

  /** Adds an answer after its length. */
  Bytes frame(byte... answer) {
    return u32(answer.length).raw(answer);
  }

  /** Adds an answer in JSON after its length. */
  Bytes json(String json) {
    return frame(none().raw((byte) 0).text(json).all());
  }

  Bytes error(String json) {
    return frame(none().raw((byte) 1).text(json).all());
  }

  /** Adds numbers as they are in an answer. */
  Bytes f32(float... values) {
    byte[] all = new byte[Float.BYTES * values.length];
    little(all).asFloatBuffer().put(values);
    return raw(all);
  }

  Bytes f64(double value) {
    byte[] eight = new byte[Double.BYTES];
    little(eight).putDouble(value);
    return raw(eight);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] all() {
    return bytes.toByteArray();
  }
}
