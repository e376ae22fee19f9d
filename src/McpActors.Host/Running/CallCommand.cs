using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.CommandLine;
using McpActors.Host.Composition;
using McpActors.Host.Export;
using McpActors.Host.Output;
using McpActors.Servers;

namespace McpActors.Host.Running;

/// <summary>
/// <c>mcpactors call</c>: one tool call that leaves no process behind. Only the result goes to stdout.
/// </summary>
internal static class CallCommand
{
    public static async Task<int> RunAsync(CallOptions options)
    {
        var (config, settings) = ProgramConfiguration.Load(options.ConfigFile);
        var server = ChosenServer.Find(options.Server, settings, options.ConfigFile);
        options = options with { Server = server.Name };
        var export = OtlpSettings.Read(Environment.GetEnvironmentVariable);
        await using var log = Logs.ForCall(options.LogFile, new KnownSecrets(settings.Servers.Values));
        var actors = new HostedActors(ClusterNode.Alone(ProgramConfiguration.ForOneCall(config)), log, export);
        await using (actors.ConfigureAwait(false))
        {
            var code = await CallAsync(actors, options, server);
            await actors.StopAsync();
            var tally = actors.Book.Tally;
            if (tally.Survived == 0) return code;
            Complaint.Write(Ending.Sentence(tally));
            return ExitCode.SomethingSurvived;
        }
    }

    private static async Task<int> CallAsync(HostedActors actors, CallOptions options, ServerSettings server)
    {
        try
        {
            await actors.StartAsync();
            var call = new CallTool(options.Server, options.Tool, options.Arguments) { MaxResultBytes = 0 };
            var answer = await actors.Actors.Servers.Ask<ToolResult>(call, ServerStart.Longest(server) + server.CallTimeout, actors.Stopping);
            Stdout.WriteResult(options.Json ? ToolResultText.Json(answer.Result) : ToolResultText.Of(answer.Result), options.Json);
            if (answer.Result.IsError is not true) return ExitCode.Success;
            Complaint.Write($"{options.Server}/{options.Tool} returned an error.");
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
            Complaint.Write($"{options.Server} did not answer, and neither did its actor.");
        }
        catch (OperationCanceledException) when (actors.Stopping.IsCancellationRequested)
        {
            Complaint.Write($"Interrupted before {options.Server}/{options.Tool} returned a result.");
        }
        return ExitCode.Failure;
    }
}
