package io.rein4j.cli;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import picocli.CommandLine;

/** The module of Rein4J's commands. */
@Incubating
public final class Commands implements Rein4jModule {

  @Override
  public void register(Catalog catalog) {
    catalog
        .add(CommandFactory.class, "train", TrainCommand::new)
        .add(CommandFactory.class, "eval", EvalCommand::new)
        .add(CommandFactory.class, "watch", WatchCommand::new)
        .add(CommandFactory.class, "compare", CompareCommand::new)
        .add(CommandFactory.class, "bench", BenchCommand::new)
        .add(CommandFactory.class, "report", ReportCommand::new)
        .add(CommandFactory.class, "export", ExportCommand::new)
        .add(CommandFactory.class, "clip", ClipCommand::new)
        .add(CommandFactory.class, "env", Commands::env)
        .add(CommandFactory.class, "schema", SchemaCommand::new)
        .add(CommandFactory.class, "gym-server", any -> new GymServerCommand())
        .add(CommandFactory.class, "help", any -> new HelpCommand())
        .add(CommandFactory.class, WorkerCommand.NAME, WorkerCommand::new);
  }

  private static CommandLine env(Catalog catalog) {
    return new CommandLine(new EnvCommand())
        .addSubcommand(new EnvListCommand(catalog))
        .addSubcommand(new EnvCheckCommand(catalog))
        .addSubcommand(new EnvRolloutCommand(catalog));
  }
}
