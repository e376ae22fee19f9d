namespace McpActors.Redis.Tests;

/// <summary>
/// A thousand sessions over four workers, which are killed at random: at the end there are as many processes as sessions.
/// </summary>
public sealed class ChurnTests(ITestOutputHelper output) : WorkersTest
{
    private const int Lanes = 4, SessionsPerLane = 250, MostOpen = 8;

    private readonly List<string>[] _open = [.. Enumerable.Range(0, Lanes).Select(_ => new List<string>())];
    private readonly WorkerProcess[] _present = new WorkerProcess[Lanes];
    private int _opened, _moved, _killed;

    [SkippableFact]
    public async Task Processes_are_live_sessions_after_a_thousand_sessions_and_random_crashes()
    {
        (await StartAsync(Lanes, "3s")).CopyTo(_present, 0);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => LiveAsync(lane, new Random(seed + lane)))));

        // The claims of killed workers run out, and the last sessions get a process if they have not been called.
        await Patience.Until(() => AreDeadReleasedAsync().Result, "release of the dead workers' sessions");
        foreach (var (id, worker) in await LiveAsync()) Assert.True(await worker.TryCallAsync(id), $"{id}: {worker}");
        await Patience.Until(() => IsBalancedAsync().Result, $"as many processes as sessions: {WorkerProcess.Servers()} and {(await LiveAsync()).Count}");
        output.WriteLine($"{_opened} sessions, {_moved} moves, {_killed} workers killed, {WorkerProcess.Servers()} live at the end, {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s");
        Assert.Equal(Lanes * SessionsPerLane, _opened);
        Assert.True(_killed > 0 && _moved > 0);
    }

    private async Task LiveAsync(int lane, Random random)
    {
        var open = _open[lane];
        for (var number = 0; number < SessionsPerLane; number++)
        {
            var id = $"{lane}/{number}";
            Assert.True(await _present[lane].TryOpenAsync(id));
            lock (open) open.Add(id);
            Interlocked.Increment(ref _opened);
            if (random.Next(60) == 0) await KillAsync(lane);
            else if (random.Next(10) == 0) await TakeAsync(lane, (lane + 1) % Lanes, random);
            while (Oldest(open) is { } oldest)
            {
                if (random.Next(2) == 0) _present[lane].Write($"close {oldest}");
                else await Server.DoAsync("DEL", $"{{mcp-actors}}:session:{oldest}");
            }
        }
    }

    private async Task KillAsync(int lane)
    {
        lock (_open[lane]) _open[lane].Clear();
        _present[lane].Signal(Posix.SIGKILL);
        Interlocked.Increment(ref _killed);
        _present[lane] = await AddAsync("3s");
    }

    private async Task TakeAsync(int lane, int from, Random random)
    {
        string? id = null;
        lock (_open[from])
        {
            if (_open[from].Count > 0) id = _open[from][random.Next(_open[from].Count)];
            if (id is not null) _open[from].Remove(id);
        }
        if (id is null || !await _present[lane].TryOpenAsync(id)) return;
        Interlocked.Increment(ref _moved);
        lock (_open[lane]) _open[lane].Add(id);
    }

    private static string? Oldest(List<string> open)
    {
        lock (open)
        {
            if (open.Count <= MostOpen) return null;
            var oldest = open[0];
            open.RemoveAt(0);
            return oldest;
        }
    }

    /// <summary>The sessions in Redis, each with its worker.</summary>
    private async Task<List<(string Id, WorkerProcess? Worker)>> KeysAsync()
    {
        const string Prefix = "{mcp-actors}:session:";
        var found = new List<(string, WorkerProcess?)>();
        foreach (var key in (string[])(await Server.DoAsync("KEYS", $"{Prefix}*"))!)
        {
            var host = (string?)await Server.DoAsync("HGET", key, "host");
            if (host is not null) found.Add((key[Prefix.Length..], _present.FirstOrDefault(worker => host.Contains($"/{worker.Pid}/", StringComparison.Ordinal))));
        }
        return found;
    }

    private async Task<bool> AreDeadReleasedAsync() => (await KeysAsync()).TrueForAll(session => session.Worker is not null);

    private async Task<List<(string Id, WorkerProcess Worker)>> LiveAsync() => [.. (await KeysAsync()).Select(session => (session.Id, session.Worker!))];

    private async Task<bool> IsBalancedAsync()
    {
        var live = await LiveAsync();
        return live.Count == WorkerProcess.Servers()
            && _present.All(worker => worker.OwnServers() == live.Count(session => session.Worker == worker));
    }
}
