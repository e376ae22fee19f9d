using System.Globalization;
using McpActors.Benchmarks.Measuring;

namespace McpActors.Benchmarks.Parts;

/// <summary>Many idle processes that end by themselves after five minutes.</summary>
internal sealed class Crowd : IDisposable
{
    private const int Seconds = 300;

    private readonly List<int> _pids = [];

    public Crowd(int size)
    {
        using var sleep = new Command("sleep", Seconds.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < size; i++) _pids.Add(sleep.Start());
        Progress.Say($"  {size} processes sleep");
    }

    public void Dispose()
    {
        foreach (var pid in _pids) _ = Unix.Kill(pid, Unix.SIGKILL);
        foreach (var pid in _pids) Unix.Reap(pid);
    }
}
