package io.rein4j.env.gym;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and, at every n-th answer, cuts the connection instead of handing it on.
 */
final class CuttingProxy implements AutoCloseable {

  private final Loopback port;
  private volatile URI server;
  private final int every;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();

  CuttingProxy(String server, int every) throws IOException {
    this.server = URI.create(server);
    this.every = every;
    this.port = new Loopback(this::pass);
  }

  /** Hands connections on to another server from now on. */
  void moveTo(String address) {
    server = URI.create(address);
  }

  String address() {
    return port.address();
  }

  /** How many answers were withheld. */
  int cuts() {
    return cuts.get();
  }

  private void pass(Socket client) throws IOException {
    URI to = server;
    Socket far;
    try {
      far = new Socket(to.getHost(), to.getPort());
    } catch (IOException e) {
      client.close();
      throw e;
    }
    far.setTcpNoDelay(true);
    Loopback.daemon(() -> pump(client, far, false));
    pump(far, client, true);
  }

  private void pump(Socket from, Socket to, boolean counting) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (counting && answers.incrementAndGet() % every == 0) {
          cuts.incrementAndGet();
          to.setSoLinger(true, 0);
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The other pump has closed both.
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
