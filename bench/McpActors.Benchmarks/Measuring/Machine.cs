using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Akka.Actor;
using ModelContextProtocol.Client;

namespace McpActors.Benchmarks.Measuring;

/// <summary>Facts from /proc about this machine and this process.</summary>
internal static class Machine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The load of the last minute: if it exceeds the number of processors, only ratios are meaningful.
    /// </summary>
    public static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public static string Akka => Version(typeof(ActorSystem));

    public static string Sdk => Version(typeof(McpClient));

    /// <summary>The number of threads of this process in the kernel.</summary>
    public static int Threads => Number("/proc/self/status", "Threads:");

    /// <summary>The number in a line of a /proc file.</summary>
    public static int Number(string file, string name) =>
        int.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", ""), CultureInfo.InvariantCulture);

    /// <summary>
    /// Separates rounds: all started processes have ended and been reaped before the next one begins.
    /// </summary>
    /// <exception cref="TimeoutException">A process is left after a minute.</exception>
    public static async Task NoChildrenAsync()
    {
        for (var since = Stopwatch.GetTimestamp(); ChildrenOf(Environment.ProcessId) is { Count: > 0 } left;)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"Processes that were started are still there after {Patience.TotalSeconds} s: {string.Join(", ", left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>The children of a process, including ended ones that are not reaped.</summary>
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
            // The process has ended, or its thread has just retired and another thread has its children: ask again if
            // all are needed.
        }
        return children;
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
}
