using System.Diagnostics;
using System.Globalization;

namespace McpActors.Benchmarks.Measuring;

/// <summary>The activity of this process while it had nothing to do.</summary>
/// <param name="Percent">The processor time, in percent of one core.</param>
/// <param name="Switches">How often a second a thread went to sleep, once for each wake-up (proc(5),
/// voluntary_ctxt_switches).</param>
/// <param name="Wakeful">The threads that woke up more than once a second, with their rates.</param>
internal sealed record Idleness(double Percent, double Switches, IReadOnlyList<(string Thread, double PerSecond)> Wakeful)
{
    private const string Count = "voluntary_ctxt_switches:", Name = "Name:";

    /// <summary>
    /// Reads the counters only at the beginning and at the end, so that the measured time is undisturbed.
    /// </summary>
    public static async Task<Idleness> WatchAsync(TimeSpan time)
    {
        using var self = Process.GetCurrentProcess();
        var (before, processor, since) = (Threads(), self.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(time);
        self.Refresh();
        var (after, seconds) = (Threads(), Stopwatch.GetElapsedTime(since).TotalSeconds);
        var took = (self.TotalProcessorTime - processor).TotalSeconds;
        var threads = after.Select(thread => (thread.Value.Name, (thread.Value.Switches - before.GetValueOrDefault(thread.Key).Switches) / seconds)).ToList();
        return new Idleness(100 * took / seconds, threads.Sum(thread => thread.Item2), [.. threads.Where(thread => thread.Item2 > 1)]);
    }

    private static Dictionary<string, (string Name, long Switches)> Threads()
    {
        var threads = new Dictionary<string, (string, long)>(StringComparer.Ordinal);
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                var status = File.ReadAllLines($"{task}/status");
                threads[Path.GetFileName(task)] = (Value(status, Name), long.Parse(Value(status, Count), CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // A thread of the pool has just retired, and wakes up no more.
            }
        }
        return threads;
    }

    private static string Value(IEnumerable<string> status, string name) =>
        status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}
