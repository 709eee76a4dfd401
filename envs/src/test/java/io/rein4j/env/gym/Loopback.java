package io.rein4j.env.gym;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port of this machine, each of whose connections has a thread of its own until the test ends.
 */
final class Loopback implements AutoCloseable {

  /** What is done with a connection. */
  interface Service {
    /** Serves a connection, and closes it where it does not hand it on. */
    void serve(Socket client) throws IOException;
  }

  private final ServerSocket listener;
  private final Service service;

  Loopback(Service service) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.service = service;
    daemon(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  static void daemon(Runnable work) {
    Thread thread = new Thread(work, "loopback");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        daemon(() -> serve(client));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void serve(Socket client) {
    try {
      service.serve(client);
    } catch (IOException e) {
      // The client went first.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
