package io.rein4j.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of Gym environments in a process of its own, on a free port. */
public final class Serving implements AutoCloseable {

  private final Process process;
  private final String address;
  private final BufferedReader out;

  private Serving(Process process, String address, BufferedReader out) {
    this.process = process;
    this.address = address;
    this.out = out;
  }

  /**
   * Starts one.
   *
   * @param program the server's program, in Python
   * @param python whose environments are served
   * @return the server, which listens
   * @throws IOException if it does not start
   */
  public static Serving start(Path program, Python python) throws IOException {
    return start(program, python.executable(), Map.of());
  }

  /**
   * Starts one.
   *
   * @param program the server's program, in Python
   * @param python whose environments are served
   * @param variables added to its environment
   * @param arguments of the server
   * @return the server, which listens
   * @throws IOException if it does not start
   */
  public static Serving start(
      Path program, String python, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(python, program.toString(), "serve", "--with-parent"));
    command.addAll(List.of(arguments));
    if (!command.contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(variables);
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException(
          "The server ended with exit code " + process.onExit().join().exitValue());
    }
    return new Serving(process, line.replaceAll(".*(http://[^ ]*).*", "$1"), out);
  }

  /** {@return its address} */
  public String address() {
    return address;
  }

  /**
   * {@return a connection to it}
   *
   * @throws IOException if there is none
   */
  public Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(address).getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /**
   * {@return all that it answers to these bytes}
   *
   * @param requests a character for each byte
   * @throws IOException if it cannot be asked
   */
  public String talk(String requests) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * {@return what it printed after its address}
   *
   * @throws IOException if that cannot be read
   */
  public String printed() throws IOException {
    return String.valueOf(out.readLine());
  }

  /** {@return the process} */
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
