namespace McpActors.Redis.Tests.Support;

/// <summary>A worker of a platform, in a process of its own.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly string Program = Path.Combine(
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Parent!.FullName, "McpActors.RedisWorker",
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name, "McpActors.RedisWorker");

    private readonly StartedProcess _process;

    private WorkerProcess(StartedProcess process) => _process = process;

    public int Pid => _process.Pid;

    public static async Task<WorkerProcess> StartAsync(string connection, string runtimeDirectory, string claimTtl = "5m")
    {
        var process = StartedProcess.Start([Program, connection, Artifacts.Adversary, runtimeDirectory, claimTtl]);
        await process.Stdout.Next(line => line == "ready", "worker that is ready");
        return new WorkerProcess(process);
    }

    /// <summary>The servers that are running now, below any process of this test.</summary>
    public static int Servers() => Servers(Environment.ProcessId);

    private static int Servers(int below) => Descendants(below).Count(pid => ProcView.IsAlive(pid) && ProcView.CommandLine(pid).StartsWith(Artifacts.Adversary, StringComparison.Ordinal));

    public void Write(string line) => _process.Write($"{line}\n");

    public async Task<string> SeeAsync(string begin) => await _process.Stdout.Next(line => line.StartsWith(begin, StringComparison.Ordinal), begin);

    /// <summary>The lines so far that begin with a text.</summary>
    public int Count(string begin) => _process.Stdout.Seen().Count(line => line.StartsWith(begin, StringComparison.Ordinal));

    public async Task OpenAsync(string id)
    {
        Write($"open {id}");
        await SeeAsync($"opened {id}");
        Write($"call {id}");
        await SeeAsync("called");
    }

    /// <summary>Opens a session, or takes it from another worker, and uses it.</summary>
    /// <returns>False if it was refused.</returns>
    public async Task<bool> TryOpenAsync(string id)
    {
        Write($"open {id}");
        return (await AnswerAsync(id, "opened")) && await TryCallAsync(id);
    }

    /// <returns>False if it was refused.</returns>
    public async Task<bool> TryCallAsync(string id)
    {
        Write($"call {id}");
        return await AnswerAsync(id, "called");
    }

    /// <summary>The servers that run below this worker.</summary>
    public int OwnServers() => Servers(Pid);

    private async Task<bool> AnswerAsync(string id, string good)
    {
        var line = await _process.Stdout.Next(
            line => line == $"{good} {id}" || (line.StartsWith("refused", StringComparison.Ordinal) && line.Contains($"'{id}'", StringComparison.Ordinal)), $"{good} {id}");
        return line.StartsWith(good, StringComparison.Ordinal);
    }

    public void Signal(int signal) => _process.Signal(signal);

    public async Task EndAsync()
    {
        _process.CloseStdin();
        await _process.Exit();
    }

    public void Dispose() => _process.Dispose();

    public override string ToString() => _process.Stdout.ToString();

    private static IEnumerable<int> Descendants(int pid) => ProcView.Children(pid).SelectMany(child => Descendants(child).Prepend(child));
}
