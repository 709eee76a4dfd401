package io.rein4j.env.gym;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way to a {@code gym_server.py} that answers frames: binary messages, little endian, each
 * about one or many environments. {@code envs/PROTOCOL.md} tells what is in them.
 */
interface FrameChannel extends AutoCloseable {

  int HELLO = 0;
  int MAKE = 1;
  int RESET = 2;
  int STEP = 3;
  int CLOSE = 4;

  /**
   * Counts how often whatever is at the other end was started: an environment that was made under
   * another number is gone.
   */
  int generation();

  /** Starts the other end if it is not there. */
  void open() throws IOException;

  /**
   * Returns a buffer for the next message.
   *
   * @param size of the message in bytes
   */
  ByteBuffer begin(int size);

  /**
   * Sends the message that the buffer of {@link #begin} was filled with.
   *
   * @throws LostException if the other end is gone
   */
  void send() throws IOException;

  /**
   * Waits for the answer; it is valid until the next message.
   *
   * @throws LostException if the other end is gone
   */
  ByteBuffer receive() throws IOException;

  @Override
  void close();
}
