using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Akka.Actor;
using ModelContextProtocol.Client;

namespace McpActors.Benchmarks.Measuring;

/// <summary>What /proc says of this machine and of this process.</summary>
internal static class Machine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The load of the last minute: with more than there are processors, only ratios mean something.</summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static string Akka => Version(typeof(ActorSystem));

    public static string Sdk => Version(typeof(McpClient));

    /// <summary>The threads of this process that the kernel knows.</summary>
    public static int Threads => Number("/proc/self/status", "Threads:");

    /// <summary>The number in a line of a /proc file.</summary>
    public static int Number(string file, string name) =>
        int.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", ""), CultureInfo.InvariantCulture);

    /// <summary>Rounds do not overlap: what was started is gone, and reaped, before the next begins.</summary>
    /// <exception cref="TimeoutException">Some of it is still there after a minute.</exception>
    public static async Task NoChildrenAsync()
    {
        for (var since = Stopwatch.GetTimestamp(); ChildrenOf(Environment.ProcessId) is { Count: > 0 } left;)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"Processes that were started are still there after {Patience.TotalSeconds} s: {string.Join(", ", left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>The children of a process, those that have ended and are not reaped among them.</summary>
    public static IReadOnlyList<int> ChildrenOf(int pid)
    {
        var children = new List<int>();
        try
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
                children.AddRange(File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // It has ended, or a thread of the pool has just retired and its children are another thread's now: whoever needs all asks again.
        }
        return children;
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
