using System.Collections.Concurrent;
using McpActors.Processes;

namespace McpActors.Tests.Support;

/// <summary>
/// Starts real processes and knows of which generation each is, by its variable GENERATION. Those of a generation can be held back: for what
/// may happen between the wish and the process.
/// </summary>
internal sealed class GenerationLauncher(IProcessLauncher launcher) : IProcessLauncher
{
    private readonly ConcurrentQueue<(string Generation, KeptProcess Process)> _started = new();
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _held = new();

    public Containment Containment => launcher.Containment;

    /// <summary>The generations of those that are not extinct.</summary>
    public IReadOnlyList<string> Running => [.. _started.Where(started => !started.Process.Extinct.IsCompleted).Select(started => started.Generation)];

    /// <summary>How many of a generation were to be started, those that are held included.</summary>
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
