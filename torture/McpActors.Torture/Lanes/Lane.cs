using McpActors.Torture.Bystanders;

namespace McpActors.Torture.Lanes;

/// <summary>
/// The parts that consecutive histories in one process share: a runtime directory, bystanders, a neighbour, and hosts
/// that have already started, because a start takes longer than most histories.
/// </summary>
internal sealed class Lane : IDisposable
{
    // The kernel ends every host of a history after this time in any case.
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(20);

    private readonly Queue<TortureHost> _idle = new();
    private Task<TortureHost>? _next;

    public Lane()
    {
        Folder = Directory.CreateTempSubdirectory("torture-").FullName;
        RuntimeDirectory = Path.Combine(Folder, "run");
        Config = Path.Combine(Folder, "host.conf");
        File.WriteAllText(Config, HostConfig.Text(RuntimeDirectory));
        Camp = new Camp(Folder);
    }

    public string Folder { get; }

    public string RuntimeDirectory { get; }

    public string Config { get; }

    public Camp Camp { get; }

    public Neighbour? Neighbour { get; private set; }

    /// <summary>A host without processes.</summary>
    /// <param name="fresh">Whether the host must start after this call, so that it finds the present state.</param>
    public async Task<TortureHost> TakeHostAsync(bool fresh)
    {
        if (fresh)
            return await StartAsync();
        while (_idle.TryDequeue(out var idle))
        {
            if (idle.IsAlive && idle.Age < GoodFor)
                return idle;
            await RetireAsync(idle);
        }

        var host = await (_next ?? StartAsync());
        _next = null;
        if (host.Age > GoodFor)
        {
            await RetireAsync(host);
            host = await StartAsync();
        }

        return host;
    }

    /// <summary>Begins to start the next host, while the present one is being killed.</summary>
    public void Prepare() => _next ??= _idle.Count > 0 ? null : StartAsync();

    /// <summary>Takes back a host that is as good as new.</summary>
    public void Keep(TortureHost host)
    {
        host.Servers.Clear();
        host.Starting.Clear();
        _idle.Enqueue(host);
    }

    public async Task<Neighbour> SettleNeighbourAsync()
    {
        if (Neighbour is { IsTooOld: true } old)
        {
            Neighbour = null;
            await RetireAsync(old.Host);
        }

        Neighbour ??= new Neighbour(await StartAsync());
        await Neighbour.SettleAsync();
        return Neighbour;
    }

    /// <summary>Ends a host in order.</summary>
    public static async Task RetireAsync(TortureHost host)
    {
        try
        {
            if (host.IsAlive)
            {
                host.Tell("shutdown");
                await Task.WhenAny(host.Exited, Task.Delay(Patience.Limit));
            }
        }
        catch (IOException)
        {
            // The host ended by itself meanwhile.
        }

        host.Dispose();
    }

    public async Task EndAsync()
    {
        if (_next is not null)
            _idle.Enqueue(await _next);
        _next = null;
        await Task.WhenAll(_idle.Concat(Neighbour is { } neighbour ? [neighbour.Host] : []).Select(RetireAsync));
        _idle.Clear();
        Neighbour = null;
        Camp.Dispose();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<TortureHost> StartAsync()
    {
        var host = TortureHost.Start(Config, Deadline);
        return await host.UpAsync() is { } refusal ? throw new InvalidOperationException($"A host does not start: {refusal}") : host;
    }
}
