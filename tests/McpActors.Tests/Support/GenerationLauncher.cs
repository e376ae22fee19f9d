namespace McpActors.Tests.Support;

/// <summary>
/// Starts real processes and knows the generation of each by its variable GENERATION. Processes of a generation can be
/// held back, for events between the request and the process.
/// </summary>
internal sealed class GenerationLauncher(IProcessLauncher launcher) : IProcessLauncher
{
    private readonly ConcurrentQueue<(string Generation, KeptProcess Process)> _started = new();
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _held = new();

    public Containment Containment => launcher.Containment;

    /// <summary>The generations of processes that are not extinct.</summary>
    public IReadOnlyList<string> Running => [.. _started.Where(started => !started.Process.Extinct.IsCompleted).Select(started => started.Generation)];

    /// <summary>The number of requested starts of a generation, including held ones.</summary>
    public int Begun(string generation) => _begun.Count(begun => begun == generation);

    public void Hold(string generation) => _held[generation] = new ManualResetEventSlim();

    public void Release(string generation) => _held[generation].Set();

    public KeptProcess Start(ProcessSpec spec)
    {
        var generation = spec.Environment.GetValueOrDefault("GENERATION", "");
        _begun.Enqueue(generation);
        if (_held.TryGetValue(generation, out var gate)) gate.Wait();
        var process = launcher.Start(spec);
        _started.Enqueue((generation, process));
        return process;
    }

    public void ReleaseAll()
    {
        foreach (var gate in _held.Values) gate.Set();
    }
}
