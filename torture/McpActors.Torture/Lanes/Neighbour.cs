namespace McpActors.Torture.Lanes;

/// <summary>
/// A live host with the same configuration and the same runtime directory, which sweeps like the others. Its
/// servers must stay the same processes, and usable.
/// </summary>
internal sealed class Neighbour(TortureHost host) : IDisposable
{
    private const string Usable = "mcp-well.1";

    private static readonly string[] Servers = [Usable, "mcp-stubborn.1"];

    // Its servers end by their own deadline after 30 s, the host by its own after 60 s. In a long history a neighbour
    // that is due for that is not asked again.
    private static readonly TimeSpan ServersGoodFor = TimeSpan.FromSeconds(10), ServersLastFor = TimeSpan.FromSeconds(28), GoodFor = TimeSpan.FromSeconds(35);

    private readonly List<(Identity Process, string Description)> _processes = [];
    private long _since;

    public bool IsTooOld => host.Age > GoodFor || !host.IsAlive;

    public TortureHost Host => host;

    public async Task SettleAsync()
    {
        if (_processes.Count > 0 && Stopwatch.GetElapsedTime(_since) < ServersGoodFor)
            return;
        var verb = _processes.Count > 0 ? "restart" : "start";
        foreach (var (ok, text) in await Task.WhenAll(Servers.Select(server => host.AskAsync($"{verb} {server}"))))
        {
            if (!ok)
                throw new InvalidOperationException($"The neighbour could not {verb} its servers: {text}");
        }

        _since = Stopwatch.GetTimestamp();
        _processes.Clear();
        foreach (var pid in ProcessTree.Descendants(host.Pid))
        {
            if (Identity.Of(pid) is { } process)
                _processes.Add((process, Strangers.Describe(pid)));
        }
    }

    /// <summary>Its problems; empty if all is well.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync()
    {
        if (!host.IsAlive && host.Age > Lane.Deadline)
            return [];
        if (!host.IsAlive)
            return [$"the neighbour host {host.Pid} is dead: {host.Exited.Result} {host.Log}"];
        // By then they may have ended by their own deadline.
        var isLate = Stopwatch.GetElapsedTime(_since) > ServersLastFor;
        var dead = _processes.Where(known => !isLate && !known.Process.IsAlive)
            .Select(known => $"of the neighbour host {host.Pid}, {Stopwatch.GetElapsedTime(_since).TotalSeconds:0.0} s after it was there: {known.Description}")
            .ToList();
        if (dead.Count > 0)
            dead.Add($"log of the neighbour: {host.Log}");
        var (ok, text) = await host.AskAsync($"call {Usable} 10000");
        return ok || Stopwatch.GetElapsedTime(_since) > ServersLastFor ? dead : [.. dead, $"the neighbour's server does not answer: {text}"];
    }

    public void Dispose() => host.Dispose();
}
