using System.CommandLine;
using System.CommandLine.Help;
using McpActors.Configuration;
using McpActors.Host.Demo;
using McpActors.Host.Running;

namespace McpActors.Host.CommandLine;

/// <summary>The command line: commands, options and exit codes.</summary>
internal static class Cli
{
    private static readonly Option<string?> Config = new("--config", "-c")
    {
        Description = "The HOCON configuration file. Default: the built-in demo server.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> LogFile = new("--log-file")
    {
        Description = "Also append the log to FILE, as JSON lines.",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Port = new("--port")
    {
        Description = "Run as a cluster node that listens on this port (on 127.0.0.1, unless the configuration sets a hostname).",
        HelpName = "N",
    };

    private static readonly Option<string[]> Seed = new("--seed")
    {
        Description = "A cluster node to join, HOST:PORT; repeatable. The first one founds the cluster. Default: this node.",
        HelpName = "ADDR",
    };

    // Same name as Config, but ps and sweep read nothing else from the file.
    private static readonly Option<string?> RuntimeConfig = new("--config", "-c")
    {
        Description = "Use mcp-actors.runtime-dir of this HOCON file. Default: the directory that all hosts of this user share.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON; its shape is stable." };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Complaint.Write([.. parsed.Errors.Select(e => e.Message).Distinct()], "'mcpactors --help' lists commands and options.");
            return ExitCode.BadUsage;
        }
        try
        {
            // StopSignals handles signals and runs the coordinated shutdown; the library's own timeout of 2 s would cut
            // it short.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (e is UsageException or McpConfigurationException)
        {
            Complaint.Write(e.Message);
            return ExitCode.BadUsage;
        }
        catch (Exception e)
        {
            // A bug in mcpactors. A stack trace helps only here.
            Complaint.Write($"This is a bug in mcpactors; every process that it started has been ended. Please report it:\n{e}");
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Supervises stdio MCP servers: starts them, calls them, runs cron jobs on them, and leaves no process behind.")
        {
            Run(), Call(), Pins(), Ps(), Sweep(), DemoServerCommand(), Config, LogFile, Port, Seed,
        };
        root.SetAction(RunServers);
        root.Options.Remove(root.Options.Single(option => option is VersionOption));
        root.Options.Add(new Option<bool>("--version")
        {
            Description = "Show the versions of mcpactors, Akka.NET and the keeper.",
            Action = new VersionAction(),
        });
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        return root;
    }

    private static Command Run()
    {
        var run = new Command("run", "Run the servers and schedules of a configuration until SIGTERM or Ctrl-C (the default).")
        {
            Config, LogFile, Port, Seed,
        };
        run.SetAction(RunServers);
        return run;
    }

    private static Command Call()
    {
        var server = new Argument<string>("SERVER") { Description = "The server's name in the configuration." };
        var tool = new Argument<string>("TOOL") { Description = "The tool's name." };
        var arguments = new Argument<string?>("JSON")
        {
            Description = "The tool's arguments, a JSON object. Default: none.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print the whole result as JSON instead of its text." };
        var call = new Command("call", "Start a server, call one tool, print its result, and leave no process behind.")
        {
            server, tool, arguments, Config, json, LogFile,
        };
        call.SetAction((parsed, _) => CallCommand.RunAsync(new CallOptions(
            parsed.GetRequiredValue(server), parsed.GetRequiredValue(tool), CallArguments.Parse(parsed.GetValue(arguments)),
            parsed.GetValue(json), parsed.GetValue(Config), parsed.GetValue(LogFile))));
        return call;
    }

    private static Command Pins()
    {
        var server = new Argument<string>("SERVER") { Description = "The server's name in the configuration." };
        var tools = new Argument<string[]>("TOOL") { Description = "Only these tools. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var accept = new Option<bool>("--accept") { Description = "Accept the changes; a running host learns of it." };
        var pins = new Command("pins", "Show the tools of a server that have changed since they were accepted (pin); or accept them.")
        {
            server, tools, accept, Config, LogFile,
        };
        pins.SetAction((parsed, _) => PinsCommand.RunAsync(new PinsOptions(
            parsed.GetRequiredValue(server), parsed.GetValue(tools) ?? [], parsed.GetValue(accept), parsed.GetValue(Config), parsed.GetValue(LogFile))));
        return pins;
    }

    private static Command Ps()
    {
        var ps = new Command("ps", "List the processes of all hosts on this machine, running and dead; change nothing.")
        {
            RuntimeConfig, Json,
        };
        ps.SetAction((parsed, _) => LineageCommands.PsAsync(new LineageOptions(parsed.GetValue(RuntimeConfig), parsed.GetValue(Json))));
        return ps;
    }

    private static Command Sweep()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "List the processes that would be ended, with the proof; end nothing." };
        var sweep = new Command("sweep", "End the processes that dead hosts left; running hosts are not disturbed.")
        {
            dryRun, RuntimeConfig, Json,
        };
        sweep.SetAction((parsed, _) => LineageCommands.SweepAsync(
            new LineageOptions(parsed.GetValue(RuntimeConfig), parsed.GetValue(Json), parsed.GetValue(dryRun))));
        return sweep;
    }

    private static Command DemoServerCommand()
    {
        var demo = new Command("demo-server", "Run the built-in demo MCP server on stdio, until stdin is closed.");
        demo.SetAction((_, _) => DemoServer.RunAsync());
        return demo;
    }

    private static Task<int> RunServers(ParseResult parsed, CancellationToken cancelled) =>
        RunCommand.RunAsync(new RunOptions(
            parsed.GetValue(Config), parsed.GetValue(LogFile), parsed.GetValue(Port), parsed.GetValue(Seed) ?? []));
}
