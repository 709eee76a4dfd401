package io.rein4j.cli;

import io.rein4j.env.gym.Interpreter;
import io.rein4j.env.gym.PythonSetup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rein4j gym-server}: serves Gym environments over HTTP. */
@Command(
    name = "gym-server",
    description = {
      "Serve the Gym environments of a Python installation over HTTP until Ctrl-C, to Rein4J and"
          + " to every client of gym-http-api.",
      "Anyone who can reach the server can make environments, and so run any code that its Python"
          + " can import. By default it listens on this machine only, but to all of its users. If"
          + " there are others, use --token auto, or put a token into the variable"
          + " REIN4J_GYM_TOKEN for the server and its clients. With a --host that other machines can"
          + " reach, the server does not start without a token."
    })
final class GymServerCommand implements Callable<Integer>, GoesOnUnread {

  private static final int WRONG_INPUT = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description =
          "The Python whose environments to serve; default: the one in REIN4J_PYTHON, else"
              + " python3 if it has Gymnasium, else the one that --setup makes.")
  private @Nullable String python;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address to listen on; default: ${DEFAULT-VALUE}, this machine only.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "5000",
      description = "The port to listen on, or 0 for any free one; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--token",
      paramLabel = "auto",
      description =
          "Make a token and print it once, as the value of REIN4J_GYM_TOKEN that clients need.")
  private @Nullable String token;

  @Option(
      names = "--setup",
      description =
          "Only make a virtual environment with Gymnasium in the user's cache folder and print"
              + " the path of its Python. It is made with the Python that --python names, or with"
              + " python3.")
  private boolean setup;

  /** Made by the command line's parser. */
  GymServerCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "'--port' must be from 0 to 65535, but is %s.".formatted(port));
    }
    if (token != null && !token.equals("auto")) {
      throw new IllegalArgumentException(
          "'--token' takes only 'auto'. Put a token of your own into the variable"
              + " REIN4J_GYM_TOKEN, because others can see this command line.");
    }
    PythonSetup pythons = PythonSetup.ofUser(notice -> Terminal.notice(spec, notice));
    if (setup) {
      String base = python == null ? PythonSetup.DEFAULT_PYTHON : python;
      if (python != null) {
        Interpreter.require(python);
      }
      spec.commandLine()
          .getOut()
          .println(pythons.virtualEnvironment(base, PythonSetup.requirements()));
      return 0;
    }
    return serve(pythons.find(python));
  }

  private int serve(String interpreter) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(interpreter, PythonSetup.serverProgram().toString(), "serve"));
    command.addAll(List.of("--with-parent", "--name", "rein4j"));
    command.addAll(List.of("--host", host, "--port", Integer.toString(port)));
    if (token != null) {
      command.addAll(List.of("--token", token));
    }
    // Its standard input is this process's end of a pipe: it ends when this process does.
    Process server =
        Interpreter.start(
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    try {
      int exit = server.waitFor();
      return exit == 0 || exit == WRONG_INPUT ? exit : 1;
    } finally {
      server.destroy();
    }
  }
}
