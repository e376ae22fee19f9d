namespace McpActors.Cluster.Tests.Support;

/// <summary>
/// An isolated network for three nodes: a namespace for each and one with a bridge between them. They end with their
/// processes (network_namespaces(7)).
/// </summary>
internal sealed class NetworkNamespaces : IDisposable
{
    // The bridge's namespace lives as long as a process is in it, and at most as long as any test.
    private const string Bridge = "ip link set lo up && ip link add br0 type bridge && ip link set br0 up && echo ready && exec sleep 60";

    private readonly RunningProgram _bridge = RunningProgram.StartShell($"exec unshare -n sh -c '{Bridge}'");

    private NetworkNamespaces()
    {
    }

    /// <summary>Whether this machine permits it.</summary>
    public static async Task<bool> AreThereAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        using var probe = RunningProgram.StartShell("unshare -n sh -c 'ip link add br0 type bridge && ip link add port0 type veth peer name wire' && command -v nsenter");
        return (await probe.EndAsync()).ExitCode == 0;
    }

    public static async Task<NetworkNamespaces> StartAsync()
    {
        var network = new NetworkNamespaces();
        await network._bridge.SeeAsync("ready");
        return network;
    }

    /// <summary>Starts a node in its own namespace, as 10.99.0.N+1.</summary>
    public async Task<RunningProgram> StartNodeAsync(int n, string hocon, string folder)
    {
        var config = Path.Combine(folder, $"node-{n}.conf");
        await File.WriteAllTextAsync(config, hocon + $"\nakka.remote.dot-netty.tcp.hostname = \"10.99.0.{n + 1}\"\n");
        // The node waits for its end of the wire.
        var node = RunningProgram.StartShell(
            $"""exec unshare -n sh -c 'echo waiting; until ip -br addr show wire 2>/dev/null | grep -q 10.99; do sleep 0.05; done; exec "$@"' sh "$0" run --config "$1" --port 4000 --seed 10.99.0.1:4000 --seed 10.99.0.2:4000""",
            config);
        await node.SeeAsync("waiting");
        var pid = node.Pid.ToString(CultureInfo.InvariantCulture);
        await OnBridgeAsync($"ip link add port{n} type veth peer name wire netns {pid} && ip link set port{n} master br0 up");
        await InAsync(node.Pid, $"ip link set lo up && ip link set wire up && ip addr add 10.99.0.{n + 1}/24 dev wire");
        return node;
    }

    /// <summary>Cuts the node's connection in both directions.</summary>
    public Task CutAsync(int n) => OnBridgeAsync($"ip link set port{n} down");

    public Task HealAsync(int n) => OnBridgeAsync($"if ip link show port{n} >/dev/null 2>&1; then ip link set port{n} up; fi");

    public void Dispose() => _bridge.Dispose();

    private Task OnBridgeAsync(string command) => InAsync(_bridge.Pid, command);

    private static async Task InAsync(int pid, string command)
    {
        using var run = RunningProgram.StartShell($"exec nsenter -t {pid.ToString(CultureInfo.InvariantCulture)} -n sh -c '{command}'");
        var ended = await run.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }
}
