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
  int RENDER = 5;

  /** Returns what the other end is called, to begin a sentence with. */
  String name();

  /** Returns what the other end can do; the channel has been opened. */
  Greeting greeting();

  /**
   * Counts how often whatever is at the other end was started: an environment that was made under
   * another number is gone.
   */
  int generation();

  /** Returns whether the last message was given up because the other end did not answer. */
  boolean hasGivenUp();

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
   * @param most how many bytes its answer has at most, unless it is an error
   * @throws LostException if the other end is gone
   */
  void send(int most) throws IOException;

  /**
   * Waits for the answer, and takes off its first byte; it is valid until the next message.
   *
   * @throws LostException if the other end is gone
   * @throws GymException if it is an error, or no answer
   */
  ByteBuffer receive() throws IOException;

  @Override
  void close();
}
