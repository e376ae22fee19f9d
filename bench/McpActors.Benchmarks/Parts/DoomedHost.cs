using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using McpActors.Benchmarks.Measuring;
using McpActors.Servers;

namespace McpActors.Benchmarks.Parts;

/// <summary>
/// A host in its own process, to be killed: this program again. Its servers ignore the end of stdin and SIGTERM, and
/// end by themselves after a minute.
/// </summary>
internal sealed class DoomedHost : IDisposable
{
    public const string Verb = "host";

    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private const string Up = "up";
    private const string Stubborn = "trap '' TERM; sleep 60; true";

    private readonly Process _process;

    public DoomedHost(int servers)
    {
        _process = Process.Start(new ProcessStartInfo(BenchServer.Program, [Verb, $"{servers}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (_process.StandardOutput.ReadLine() != Up) throw new InvalidOperationException("The host did not come up.");
        var keepers = Machine.ChildrenOf(_process.Id);
        Trees = [.. keepers.Select(keeper => new Tree(keeper, AllBelow(keeper)))];
    }

    /// <summary>Each keeper with its processes.</summary>
    public IReadOnlyList<Tree> Trees { get; }

    /// <summary>The main program of the host's own process.</summary>
    public static async Task RunAsync(int servers)
    {
        var list = string.Concat(Host.Names(servers).Select(name => $"{name} {{ command = sh, args = [\"-c\", {JsonSerializer.Serialize(Stubborn)}] }}\n"));
        using var system = ActorSystem.Create("doomed", ConfigurationFactory.ParseString(
            $$"""
            akka { loglevel = ERROR, log-dead-letters = off }
            mcp-actors {
              server-defaults { shutdown { eof-grace = {{Grace.TotalMilliseconds:0}}ms, term-grace = {{Grace.TotalMilliseconds:0}}ms } }
              keeper { required = on }
              servers { {{list}} }
            }
            """));
        var inbox = Inbox.Create(system);
        system.EventStream.Subscribe(inbox.Receiver, typeof(ProcessStarted));
        var mcp = McpActorsExtension.Get(system);
        foreach (var name in Host.Names(servers)) mcp.Servers.Tell(new StartServer(name), inbox.Receiver);
        for (var started = 0; started < servers; started++) await inbox.ReceiveAsync(TimeSpan.FromMinutes(1));
        // The keeper runs once it is listed; its shell runs once it has a child.
        var self = Environment.ProcessId;
        while (Machine.ChildrenOf(self).SelectMany(Machine.ChildrenOf).SelectMany(Machine.ChildrenOf).Count() < servers) await Task.Delay(20);
        Console.WriteLine(Up);
        await Console.In.ReadLineAsync();
    }

    /// <summary>
    /// Kills the host, and returns when .NET has reaped it. .NET fails fast if another thread reaps its child
    /// (Process.Unix.cs).
    /// </summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        // We are the subreaper: remaining processes of another row must not disturb this one.
        while (Unix.Reap(-1))
        {
        }
    }

    private static IReadOnlyList<int> AllBelow(int pid) => [.. Machine.ChildrenOf(pid).SelectMany(child => AllBelow(child).Prepend(child))];

    /// <param name="Keeper">The keeper's pid.</param>
    /// <param name="Below">The pids below it.</param>
    internal sealed record Tree(int Keeper, IReadOnlyList<int> Below);
}
