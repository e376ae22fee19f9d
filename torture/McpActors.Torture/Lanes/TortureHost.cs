namespace McpActors.Torture.Lanes;

/// <summary>A host process, as a script drives it.</summary>
internal sealed class TortureHost : IDisposable
{
    private readonly StartedProcess _process;
    private readonly long _since = Stopwatch.GetTimestamp();
    private int _lastNumber;

    private TortureHost(StartedProcess process) => _process = process;

    public int Pid => _process.Pid;

    public bool IsAlive => !_process.Exited.IsCompleted;

    public Task<WaitResult> Exited => _process.Exited;

    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    /// <summary>The servers that a script has started here.</summary>
    public HashSet<string> Servers { get; } = [];

    /// <summary>Servers whose start was requested and not yet awaited.</summary>
    public List<string> Starting { get; } = [];

    /// <summary>Whether it belongs to another user, with another runtime directory.</summary>
    public bool IsUsers { get; set; }

    /// <summary>Whether something was done to it that another history must not find.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>The value of <see cref="Lifetimes"/> when the present history took it.</summary>
    public int LifetimesBefore { get; set; }

    /// <summary>The number of processes that it has reported.</summary>
    public int Lifetimes => _process.Stdout.Seen().Count(line => line.StartsWith("started ", StringComparison.Ordinal));

    public string Log => string.Join(" | ", _process.Stderr.Seen().TakeLast(20));

    public static TortureHost Start(string config, TimeSpan deadline, IReadOnlyList<string>? through = null) => new(StartedProcess.Start(
        [.. through ?? [], Environment.ProcessPath!, "host", config, ((int)deadline.TotalSeconds).ToString(CultureInfo.InvariantCulture)]));

    /// <returns>Null when it is up; otherwise the reason why it refused.</returns>
    public async Task<string?> UpAsync()
    {
        var line = await _process.Stdout.Next(line => line == "up" || line.StartsWith("refused ", StringComparison.Ordinal), $"greeting of a host ({Log})");
        return line == "up" ? null : line;
    }

    /// <summary>Sends a command without waiting for the answer.</summary>
    public int Tell(string command)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _process.Write(string.Create(CultureInfo.InvariantCulture, $"{number} {command}\n"));
        return number;
    }

    /// <returns>Whether it succeeded, and its text.</returns>
    public async Task<(bool Ok, string Text)> AskAsync(string command)
    {
        return await AnswerAsync(Tell(command), command);
    }

    /// <returns>Whether the command with that number succeeded, and its text.</returns>
    public async Task<(bool Ok, string Text)> AnswerAsync(int told, string command)
    {
        var number = told.ToString(CultureInfo.InvariantCulture);
        var line = await _process.Stdout.Next(
            line => line.Split(' ', 3) is ["ok" or "no", var answered, ..] && answered == number, $"answer to '{command}' ({Log})");
        return (line.StartsWith("ok", StringComparison.Ordinal), line.Split(' ', 3)[2]);
    }

    public Task<string> LineAsync(string begin) =>
        _process.Stdout.Next(line => line.StartsWith(begin, StringComparison.Ordinal), $"line '{begin}...' ({Log})");

    public Task ReadyAsync(string server) =>
        _process.Stdout.Next(line => line.StartsWith($"ready {server} ", StringComparison.Ordinal), $"'ready {server}' ({Log})");

    /// <summary>Waits for the requested processes; each has started or already ended.</summary>
    public async Task StartedAsync()
    {
        await Task.WhenAll(Starting.Select(server => LineAsync($"started {server} ")));
        Starting.Clear();
    }

    /// <summary>Its live keepers by server, found by their environment.</summary>
    public Dictionary<string, int> Keepers()
    {
        var keepers = new Dictionary<string, int>();
        foreach (var child in ProcessTree.Children(Pid))
        {
            if (Identity.Of(child) is not null && ProcessTree.ServerOfKeeper(child) is { } server)
                keepers[server] = child;
        }

        return keepers;
    }

    public bool HasNoProcesses => !IsAlive || ProcessTree.Children(Pid).All(child => Identity.Of(child) is null);

    public void Signal(int signal) => _process.Signal(signal);

    public void HangUp() => _process.CloseStdin();

    public void Dispose() => _process.Dispose();
}
