using System.Collections.Concurrent;

namespace McpActors.Processes.Tests.Support;

/// <summary>A test that starts processes and, however it ends, leaves none.</summary>
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
        Assert.Empty(Vitals.Children.Except(_childrenBefore));
    }

    private protected KeptProcess Start(ProcessSpec spec)
    {
        var process = launcher.Start(spec);
        _started.Add(process);
        return process;
    }
}
