package io.rein4j.cli;

import io.rein4j.study.run.Worker;
import io.rein4j.train.RunStoppedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code rein4j worker}: trains the runs whose names it reads, and ends with its input, which is
 * when whoever started it has ended.
 */
@Command(name = WorkerCommand.NAME, hidden = true, description = "Train runs for a study.")
final class WorkerCommand implements Callable<Integer>, GoesOnUnread {

  static final String NAME = "worker";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUNS", description = "The folder of the run folders.")
  private Path runs = Path.of("");

  /** Made by the command line's parser. */
  WorkerCommand() {}

  /** Returns the main class and the arguments that make a JVM a worker. */
  static List<String> program(Path runs) {
    return List.of(Main.class.getName(), NAME, runs.toAbsolutePath().toString());
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Worker worker = new Worker(runs, out::println);
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(names, worker), "requests");
    reader.setDaemon(true);
    reader.start();
    // Whoever started it hears them, too, and says what to do.
    Signals signals = Signals.withoutTerminal();
    try (signals) {
      while (true) {
        worker.ready();
        worker.train(names.take());
      }
    } catch (RunStoppedException e) {
      return ExitCode.OK;
    }
  }

  /** Reads requests while there is somebody to make them, then ends the process as it stands. */
  private static void read(BlockingQueue<String> names, Worker worker) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String name = lines.readLine(); name != null; name = lines.readLine()) {
        if (!name.equals(Worker.STOP)) {
          names.add(name);
        } else if (!worker.stop()) {
          return;
        }
      }
    } catch (IOException e) {
      // A pipe that breaks ends like one that is closed.
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
