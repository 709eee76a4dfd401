package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.run.Worker;
import io.rein4j.study.run.WorkerRequest;
import io.rein4j.train.RunStoppedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code rein4j worker}: trains the runs whose folders it reads, and ends with its input, which is
 * when whoever started it has ended.
 */
@Command(name = WorkerCommand.NAME, hidden = true, description = "Train runs for a study.")
final class WorkerCommand implements Callable<Integer>, GoesOnUnread {

  static final String NAME = "worker";

  private final Catalog catalog;

  @Spec private CommandSpec spec;

  /**
   * The command, before its arguments are read.
   *
   * @param catalog what there is to choose from
   */
  WorkerCommand(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Worker worker = new Worker(catalog, message -> out.println(message.line()));
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(requests, worker), "requests");
    reader.setDaemon(true);
    reader.start();
    // Whoever started it hears them, too, and says what to do.
    Signals signals = Signals.withoutTerminal();
    try (signals) {
      while (true) {
        worker.ready();
        worker.train(WorkerRequest.parse(requests.take()));
      }
    } catch (RunStoppedException e) {
      return ExitCode.OK;
    }
  }

  /** Reads requests while there is somebody to make them, then ends the process as it stands. */
  private static void read(BlockingQueue<String> requests, Worker worker) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.equals(WorkerRequest.STOP)) {
          requests.add(line);
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
