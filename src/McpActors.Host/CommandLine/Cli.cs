using System.CommandLine;
using System.CommandLine.Help;
using McpActors.Configuration;
using McpActors.Host.Demo;
using McpActors.Host.Running;

namespace McpActors.Host.CommandLine;

/// <summary>The command line: what there is to type, and how a command ends.</summary>
internal static class Cli
{
    private static readonly Option<string?> Config = new("--config", "-c")
    {
        Description = "The HOCON file to use. Without it: the demo server that is built in.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> LogFile = new("--log-file")
    {
        Description = "Also append what is printed to FILE, as JSON lines.",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Be a node of a cluster, and listen on this port (on 127.0.0.1, unless the configuration has a hostname).",
        HelpName = "N",
    };

    private static readonly Option<string[]> Seed = new("--seed")
    {
        Description = "A node of the cluster to join, HOST:PORT; more than once for more. Who is named first founds it. Without it: this one.",
        HelpName = "ADDR",
    };

    // Of the same name, and not the same: these commands need no configuration.
    private static readonly Option<string?> RuntimeConfig = new("--config", "-c")
    {
        Description = "Look where the mcp-actors.runtime-dir of this HOCON file says. Without it: where all hosts of this user are by default.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON, of a shape that stays." };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Complaint.Write([.. parsed.Errors.Select(e => e.Message).Distinct()], $"'mcpactors --help' shows what there is.");
            return ExitCode.BadUsage;
        }
        try
        {
            // Signals are ours: they run the coordinated shutdown, which the library's two seconds would cut short.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (e is UsageException or McpConfigurationException)
        {
            Complaint.Write(e.Message);
            return ExitCode.BadUsage;
        }
        catch (Exception e)
        {
            // Not the user's doing: here, and only here, a stack trace helps.
            Complaint.Write($"This is a mistake in mcpactors itself; what it started is ended. Please report it:\n{e}");
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Owns stdio MCP servers: starts them, calls them, runs jobs on them by cron, and leaves none behind.")
        {
            Run(), Call(), Ps(), Sweep(), DemoServerCommand(), Config, LogFile, Port, Seed,
        };
        root.SetAction(RunServers);
        root.Options.Remove(root.Options.Single(option => option is VersionOption));
        root.Options.Add(new Option<bool>("--version") { Description = "Show what runs: program, Akka.NET, keeper.", Action = new VersionAction() });
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        return root;
    }

    private static Command Run()
    {
        var run = new Command("run", "Run the servers and schedules of a configuration until SIGTERM or Ctrl-C (the default).") { Config, LogFile, Port, Seed };
        run.SetAction(RunServers);
        return run;
    }

    private static Command Call()
    {
        var server = new Argument<string>("SERVER") { Description = "The server's name in the configuration." };
        var tool = new Argument<string>("TOOL") { Description = "The tool's name." };
        var arguments = new Argument<string?>("JSON")
        {
            Description = "The tool's arguments, a JSON object; none by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print the whole result as JSON, not only its text." };
        var call = new Command("call", "Start what is needed, call one tool, print its result, leave nothing behind.")
        {
            server, tool, arguments, Config, json, LogFile,
        };
        call.SetAction((parsed, _) => CallCommand.RunAsync(new CallOptions(
            parsed.GetRequiredValue(server), parsed.GetRequiredValue(tool), CallArguments.Parse(parsed.GetValue(arguments)),
            parsed.GetValue(json), parsed.GetValue(Config), parsed.GetValue(LogFile))));
        return call;
    }

    private static Command Ps()
    {
        var ps = new Command("ps", "List the processes of all hosts on this machine, alive and dead; touch nothing.") { RuntimeConfig, Json };
        ps.SetAction((parsed, _) => LineageCommands.PsAsync(new LineageOptions(parsed.GetValue(RuntimeConfig), parsed.GetValue(Json))));
        return ps;
    }

    private static Command Sweep()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be ended, and by which proof; end nothing." };
        var sweep = new Command("sweep", "End what dead hosts left, and nothing else; hosts that run are not disturbed.") { dryRun, RuntimeConfig, Json };
        sweep.SetAction((parsed, _) => LineageCommands.SweepAsync(
            new LineageOptions(parsed.GetValue(RuntimeConfig), parsed.GetValue(Json), parsed.GetValue(dryRun))));
        return sweep;
    }

    private static Command DemoServerCommand()
    {
        var demo = new Command("demo-server", "Be the small MCP server that is built in: stdio, until stdin is closed.");
        demo.SetAction((_, _) => DemoServer.RunAsync());
        return demo;
    }

    private static Task<int> RunServers(ParseResult parsed, CancellationToken cancelled) =>
        RunCommand.RunAsync(new RunOptions(
            parsed.GetValue(Config), parsed.GetValue(LogFile), parsed.GetValue(Port), parsed.GetValue(Seed) ?? []));
}
