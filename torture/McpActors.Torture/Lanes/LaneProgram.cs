namespace McpActors.Torture.Lanes;

/// <summary>
/// <c>lane</c>: runs one history after the other. Each lane is a process and its own subreaper: the kernel assigns
/// escaped processes to it, whatever they claim. Scripts arrive as lines of JSON on stdin, outcomes go to stdout. When
/// stdin ends, everything below is ended.
/// </summary>
internal static class LaneProgram
{
    /// <summary>The request after which a lane ends in order and reports whether anything was left.</summary>
    public const string End = "end";

    public static async Task<int> RunAsync()
    {
        // Waiting for a process takes a thread, and so does each of its streams.
        ThreadPool.SetMinThreads(128, 128);
        Subreaper.Enable();
        // Ctrl-C reaches the whole foreground group; the driver decides when to end, by hanging up.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hangUp = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            hangUp.Cancel();
        });
        using var lane = new Lane();
        var requests = System.Threading.Channels.Channel.CreateUnbounded<string>();
        var reader = Task.Factory.StartNew(() => Read(requests.Writer, hangUp), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var work = WorkAsync(lane, requests.Reader, new HostRole.LineOutput());
        var cut = Task.Delay(Timeout.Infinite, hangUp.Token);
        if (await Task.WhenAny(work, cut) == work)
            await work;
        return EndAll() ? 0 : 1;
    }

    private static void Read(System.Threading.Channels.ChannelWriter<string> requests, CancellationTokenSource hangUp)
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line == End)
                requests.Complete();
            else
                requests.TryWrite(line);
        }

        hangUp.Cancel();
    }

    private static async Task WorkAsync(Lane lane, System.Threading.Channels.ChannelReader<string> requests, HostRole.LineOutput output)
    {
        await foreach (var request in requests.ReadAllAsync())
        {
            var outcome = await new History(JsonSerializer.Deserialize<Script>(request)!, lane).RunAsync();
            output.Say(JsonSerializer.Serialize(outcome));
        }

        await lane.EndAsync();
        var survivors = Strangers.AreNone() ? [] : Strangers.End();
        var left = new Outcome { Name = "end of a lane", Ending = "", Survivors = [.. survivors] };
        if (!Strangers.HasNoChildren())
            left.Failures.Add("the kernel says that a lane still has children, and nobody knows of any");
        output.Say(JsonSerializer.Serialize(left));
    }

    /// <summary>Kills everything below, level by level: when a process ends, its children become ours.</summary>
    private static bool EndAll()
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(since) < Patience.Limit)
        {
            var children = ProcessTree.All().Where(stat => stat.Parent == Environment.ProcessId).ToList();
            foreach (var child in children.Where(child => child.IsAlive))
                _ = Posix.kill(child.Pid, Posix.SIGKILL);
            _ = Strangers.Look(); // reaps children without another waiter
            if (children.Count == 0)
                return true;
            Thread.Sleep(2);
        }

        return false;
    }
}
