using McpActors.Reaping;
using McpActors.Scheduling;

namespace McpActors.Torture.HostRole;

/// <summary>
/// <c>NUMBER VERB [ARG...]</c> on stdin; <c>ok NUMBER TEXT</c> or <c>no NUMBER WHY</c> on stdout when it is done. Many run at once.
/// </summary>
internal sealed class HostCommands(ActorSystem system, McpActorsExtension mcp, LineOutput output)
{
    // Longer than any request takes, unless it is broken; the driver gives up a little later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public void ReadAll()
    {
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            // Synchronous up to its first await, so that messages keep the order of the commands.
            _ = AnswerAsync(words[0], words[1], words[2..]);
        }
    }

    private async Task AnswerAsync(string number, string verb, string[] args)
    {
        try
        {
            output.Say($"ok {number} {await DoAsync(verb, args)}");
        }
        catch (Exception e)
        {
            output.Say($"no {number} {e.GetType().Name}: {e.Message}");
        }
    }

    private async Task<string> DoAsync(string verb, string[] args)
    {
        switch (verb)
        {
            case "start":
                await mcp.Servers.Ask<ServerStarted>(new StartServer(args[0]), Patience);
                return "ready";
            case "restart":
                await mcp.Servers.Ask<ServerStarted>(new RestartServer(args[0]), Patience);
                return "ready";
            case "stop":
                return (await mcp.Servers.Ask<ServerStopped>(new StopServer(args[0]), Patience)).Exit?.Describe() ?? "no process";
            case "call":
                await mcp.Servers.Ask<ToolResult>(new CallTool(args[0], "echo", new { text = "x" }, Milliseconds(args[1])), Patience);
                return "answered";
            case "batch":
                return Describe(await mcp.Scheduler.Ask<BatchSwept>(Batch(args[0], Milliseconds(args[1]), args[2..]), Patience));
            case "cancel-batch":
                mcp.Scheduler.Tell(new CancelBatch(args[0]));
                return "told";
            case "kill-actor":
                system.ActorSelection(args[0]).Tell(Kill.Instance);
                return "told";
            case "crash-actor":
                return await CrashAsync(args[0]);
            case "sweep":
                var report = await mcp.Reaper.Ask<SweepReport>(new Sweep(SweepScope.OrphansOnly, "torture"), Patience);
                return $"{report.Processes.Count} processes, {report.Survivors.Count()} survivors";
            case "terminate":
                await system.Terminate();
                return "terminated";
            case "abort":
                ((ExtendedActorSystem)system).Abort();
                return "aborted";
            case "shutdown":
                await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
                return "shut down";
            case "open":
                return mcp.OpenLeases.Count.ToString(CultureInfo.InvariantCulture);
            case "soak":
                return await new SoakLoop(mcp, output).RunAsync(int.Parse(args[0], CultureInfo.InvariantCulture), args[1..]);
            default:
                throw new InvalidOperationException($"A host does not know how to {verb}.");
        }
    }

    /// <summary>
    /// Restarts a child as a supervisor does after an exception: Kill would stop it instead
    /// (SupervisorStrategy.DefaultDecider).
    /// </summary>
    private async Task<string> CrashAsync(string path)
    {
        var actor = (IInternalActorRef)await FindAsync(path);
        actor.Suspend();
        actor.Restart(new InvalidOperationException("tortured"));
        return "crashed";
    }

    private async Task<IActorRef> FindAsync(string path)
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await system.ActorSelection(path).ResolveOne(Patience);
            }
            catch (ActorNotFoundException) when (System.Diagnostics.Stopwatch.GetElapsedTime(since) < Patience)
            {
                // Its supervisor is restarting too: all its children first, which takes seconds with a hundred of them
                // on a busy machine.
                await Task.Delay(10);
            }
        }
    }

    private static RunBatch Batch(string id, TimeSpan timeout, string[] servers) => new(
        [.. servers.Select(server => Job.Call(server, "echo"))],
        "torture", MaxParallel: 16, timeout, id);

    private static string Describe(BatchSwept swept) =>
        string.Join(' ', swept.Batch.Jobs.GroupBy(job => job.Outcome).Select(group => $"{group.Key}:{group.Count()}"));

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture));
}
