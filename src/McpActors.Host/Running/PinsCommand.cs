using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.CommandLine;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Servers;

namespace McpActors.Host.Running;

/// <summary>
/// <c>mcpactors pins</c>: asks a server for its tools, and shows or accepts those that differ from what was accepted. Leaves
/// no process behind.
/// </summary>
internal static class PinsCommand
{
    public static async Task<int> RunAsync(PinsOptions options)
    {
        var (config, settings) = ProgramConfiguration.Load(options.ConfigFile);
        var server = ChosenServer.Find(options.Server, settings, options.ConfigFile);
        await using var log = Logs.ForCall(options.LogFile, new KnownSecrets(settings.Servers.Values));
        var actors = new HostedActors(ClusterNode.Alone(ProgramConfiguration.ForOneCall(config)), log, export: null);
        await using (actors.ConfigureAwait(false))
        {
            var code = await CompareAsync(actors, options, server);
            await actors.StopAsync();
            var tally = actors.Book.Tally;
            if (tally.Survived == 0) return code;
            Complaint.Write(Ending.Sentence(tally));
            return ExitCode.SomethingSurvived;
        }
    }

    private static async Task<int> CompareAsync(HostedActors actors, PinsOptions options, ServerSettings server)
    {
        try
        {
            await actors.StartAsync();
            var patience = ServerStart.Longest(server) + server.CallTimeout;
            var list = await actors.Actors.Servers.Ask<ToolList>(new ListTools(server.Name) { MaxAge = TimeSpan.Zero }, patience, actors.Stopping);
            var request = new AcceptTools(server.Name, options.Tools.Count > 0 ? options.Tools : null) { DryRun = !options.Accept };
            var answer = await actors.Actors.Servers.Ask<ToolsAccepted>(request, patience, actors.Stopping);
            Print(answer, list, options.Accept, server);
            return options.Accept || answer.Changes.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        catch (McpServerException e)
        {
            Complaint.Write(e.Message);
        }
        catch (ActorsNotStartedException e)
        {
            Complaint.Write(e.Message);
            return e.ExitCode;
        }
        catch (AskTimeoutException)
        {
            Complaint.Write($"{server.Name} did not answer, and neither did its actor.");
        }
        catch (OperationCanceledException) when (actors.Stopping.IsCancellationRequested)
        {
            Complaint.Write($"Interrupted before {server.Name} gave its tools.");
        }
        return ExitCode.Failure;
    }

    private static void Print(ToolsAccepted answer, ToolList list, bool accepted, ServerSettings server)
    {
        foreach (var change in answer.Changes)
            Stdout.WriteResult($"{change.Tool}\n  {change.Diff.Replace("\n", "\n  ", StringComparison.Ordinal)}", isJson: false);
        var tools = Text.Count(list.Tools.Count, "tool", "tools");
        var changed = Text.Count(answer.Changes.Count, "tool", "tools");
        Console.Out.WriteLine((answer.Changes.Count, accepted) switch
        {
            (0, _) when server.Pin == PinMode.Off => $"{server.Name}: {tools}. Its pin is off: a change is accepted as soon as it is seen.",
            (0, _) => $"{server.Name}: {tools}, as accepted.",
            (_, true) => $"{server.Name}: accepted {changed} as shown.",
            _ => $"{server.Name}: {changed} of {list.Tools.Count} changed. To accept: mcpactors pins {server.Name} --accept, with the same --config.",
        });
    }
}
