namespace McpActors.Processes.Tests.Support;

/// <summary>A test that starts processes and leaves none, however it ends.</summary>
public abstract class LauncherTest(IProcessLauncher launcher) : IAsyncLifetime
{
    private readonly ConcurrentBag<KeptProcess> _started = [];
    private readonly IReadOnlySet<int> _childrenBefore = Vitals.Children;

    public IProcessLauncher Launcher => launcher;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var process in _started)
        {
            process.Kill();
            await process.End();
            process.Dispose();
        }
        var left = Vitals.Children.Except(_childrenBefore).ToList();
        Assert.Empty(left.Intersect(_started.Select(process => process.Identity.Pid)));
        // If the test process is a subreaper, an escaped and ended process is its child, and must be reaped.
        foreach (var pid in left)
        {
            await Conversation.Until(() => !Vitals.IsAlive(pid), $"the end of {pid}, which nobody holds");
            Processes.Linux.Spawner.Abandon(pid);
        }
    }

    private protected KeptProcess Start(ProcessSpec spec)
    {
        var process = launcher.Start(spec);
        _started.Add(process);
        return process;
    }
}
