using System.Net;
using System.Net.Sockets;

namespace McpActors.Cluster.Tests.Support;

/// <summary>
/// Three nodes as a user starts them: three processes of <c>mcpactors run</c> on this machine. After disposal nothing
/// of them is left.
/// </summary>
internal sealed class NodeProcesses : IDisposable
{
    // The keepers of a killed node climb their ladder.
    private static readonly TimeSpan Graces = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-nodes-");
    private readonly List<RunningProgram> _started = [];
    private readonly int[] _ports = FreePorts(3);

    public NodeProcesses() => Subreaper.Enable();

    public RunningProgram[] Nodes { get; } = new RunningProgram[3];

    /// <summary>The file in which the schedule's server records its calls.</summary>
    public string Records => Path.Combine(_folder.FullName, "records");

    public string Folder => _folder.FullName;

    /// <summary>The output of all nodes, of every incarnation.</summary>
    public IEnumerable<string> Outputs => _started.Select(node => node.Stdout);

    /// <summary>A configuration with a recorded job every second.</summary>
    /// <param name="milliseconds">The duration of a call.</param>
    /// <param name="more">Further configuration outside of <c>mcp-actors</c>.</param>
    public string EverySecond(int milliseconds, string more = "") =>
        $$"""
        mcp-actors {
          runtime-dir = "{{Path.Combine(Folder, "run")}}"
          cluster.report-interval = 200ms
          servers.recorder {
            command = "{{Artifacts.Adversary}}"
            args = [mcp-records, "{{Records}}", "{{milliseconds}}"]
            shutdown { eof-grace = 300ms, term-grace = 300ms }
          }
          scheduler.schedules.s { cron = "* * * * * *", overlap = allow, jobs = [ { server = recorder, tool = echo } ] }
        }
        akka.cluster {
          seed-node-timeout = 1s
          gossip-interval = 200ms
          leader-actions-interval = 200ms
          unreachable-nodes-reaper-interval = 200ms
          failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }
          split-brain-resolver { active-strategy = keep-majority, stable-after = 1s }
          singleton.hand-over-retry-interval = 200ms
          singleton-proxy.singleton-identification-interval = 200ms
          distributed-data.gossip-interval = 500ms
        }
        {{more}}
        """;

    /// <summary>Starts all three; the first is the oldest and leads.</summary>
    public async Task StartAsync(string hocon)
    {
        for (var n = 0; n < Nodes.Length; n++) await StartAsync(n, hocon, expected: n + 1);
        // The third has printed it already, and a line is seen once.
        for (var n = 0; n < Nodes.Length - 1; n++) await Nodes[n].SeeAsync("cluster +up .*; 3 nodes");
    }

    public async Task StartAsync(int n, string hocon, int expected)
    {
        Begin(n, hocon);
        await Nodes[n].SeeAsync($"cluster +up .*; {expected} node");
    }

    /// <summary>Starts one without waiting.</summary>
    /// <param name="n">The node's index.</param>
    /// <param name="hocon">The node's configuration.</param>
    /// <param name="environment">Variables in addition to our own.</param>
    public RunningProgram Begin(int n, string hocon, IReadOnlyDictionary<string, string>? environment = null) => Begin(n, hocon, environment ?? new Dictionary<string, string>(), 0, 1);

    /// <summary>
    /// Restarts a node in an existing cluster: its seeds are the other nodes, so that it joins them or none.
    /// </summary>
    public void Rejoin(int n, string hocon) => Begin(n, hocon, new Dictionary<string, string>(), (n + 1) % 3, (n + 2) % 3);

    private RunningProgram Begin(int n, string hocon, IReadOnlyDictionary<string, string> environment, params int[] seeds)
    {
        var config = Path.Combine(Folder, $"node-{n}.conf");
        File.WriteAllText(config, hocon);
        var toJoin = seeds.SelectMany(seed => (string[])["--seed", $"127.0.0.1:{_ports[seed]}"]);
        return Add(n, RunningProgram.StartWith(environment, ["run", "--config", config, "--port", $"{_ports[n]}", .. toJoin]));
    }

    /// <summary>A command with the ports of these nodes instead of 4001, 4002 and 4003.</summary>
    public string WithFreePorts(string command) =>
        Regex.Replace(command, @"\b400([123])\b", port => $"{_ports[port.Groups[1].ValueSpan[0] - '1']}", RegexOptions.CultureInvariant);

    public RunningProgram Add(int n, RunningProgram node)
    {
        _started.Add(node);
        return Nodes[n] = node;
    }

    /// <summary>Ends running nodes in an orderly way, and checks that nothing of any node is left.</summary>
    public async Task EndAsync(params IEnumerable<int> nodes)
    {
        // One after the other: nodes that leave together wait for each other, up to the timeout of the phase
        // cluster-exiting.
        foreach (var n in nodes)
        {
            Nodes[n].Signal(Posix.SIGTERM);
            var ended = await Nodes[n].EndAsync();
            Assert.True(ended.ExitCode == 0, ended.ToString());
        }
        await Household.AssertEmptyWithinAsync(Graces);
    }

    public void Dispose()
    {
        foreach (var node in _started) node.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Stop();
        return ports;
    }
}
