package io.rein4j.env.gym;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and, at every n-th answer, cuts the connection instead of handing it on.
 */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final URI server;
  private final int every;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();

  CuttingProxy(String server, int every) throws IOException {
    this.server = URI.create(server);
    this.every = every;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** How many answers were withheld. */
  int cuts() {
    return cuts.get();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket far = new Socket(server.getHost(), server.getPort());
        client.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        daemon(() -> pump(client, far, false));
        daemon(() -> pump(far, client, true));
      } catch (IOException e) {
        // The test is over.
      }
    }
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
  public void close() throws IOException {
    listener.close();
  }
}
