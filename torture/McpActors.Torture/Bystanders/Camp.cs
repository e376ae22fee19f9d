namespace McpActors.Torture.Bystanders;

/// <summary>
/// Processes that look like ours but have no owner. Each must survive everything that is done to the others. They end
/// by their own deadline, so they are replaced in time.
/// </summary>
internal sealed class Camp : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private const int Alarm = 14;

    private readonly List<(string Kind, StartedProcess Process)> _members = [];
    private readonly List<(string Kind, StartedProcess Process)> _recycled = [];
    private readonly string _namesake;
    private long _since;

    /// <param name="folder">The folder for a program with the keeper's name.</param>
    public Camp(string folder)
    {
        _namesake = Path.Combine(folder, "mcp-keeper");
        File.Copy("/bin/sleep", _namesake, overwrite: true);
    }

    public int Count => _members.Count + _recycled.Count;

    /// <summary>Makes sure that they exist and have long enough to live.</summary>
    public async Task PitchAsync()
    {
        if (_members.Count > 0 && _members.TrueForAll(member => !member.Process.Exited.IsCompleted) && Stopwatch.GetElapsedTime(_since) < GoodFor)
            return;
        Clear();
        _since = Stopwatch.GetTimestamp();
        string[] server = [Artifacts.Adversary, "ignore-term"];
        Add("same command line", server);
        Add("same command line in a session of its own", ["setsid", .. server]);
        Add("same environment variable, not ours", ["env", "MCP_ACTORS_LINEAGE=nobody/ignore-term.1/1", "TORTURE_SERVER=ignore-term.1", .. server]);
        Add("same name as a keeper", [_namesake, "40"]);
        // A session leader, like a keeper; its server is a bystander too.
        Add("keeper of nobody", [Artifacts.Keeper, "--eof-grace", "150", "--term-grace", "150", "--", .. server]);
        foreach (var (_, process) in _members.Where(member => member.Kind != "same name as a keeper"))
            await process.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line of a bystander");
    }

    /// <summary>
    /// Starts a bystander with a pid that was just in use (proc(5), ns_last_pid: the next pid is one more).
    /// </summary>
    /// <returns>Whether it was possible here.</returns>
    public bool Recycle(int pid)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                File.WriteAllText("/proc/sys/kernel/ns_last_pid", (pid - 1).ToString(CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }

            var process = StartedProcess.Start(["sleep", "60"]);
            if (process.Pid == pid)
            {
                _recycled.Add(("recycled pid", process));
                return true;
            }

            process.Dispose();
        }

        return false;
    }

    /// <summary>
    /// Names dead bystanders, except by their own deadline: nobody else sends SIGALRM, and a finished sleep exits with
    /// 0.
    /// </summary>
    public IReadOnlyList<string> Dead() =>
    [
        .. _members.Concat(_recycled)
            .Where(member => member.Process.Exited is { IsCompletedSuccessfully: true, Result: not ({ Signal: Alarm } or { ExitCode: 128 + Alarm or 0 }) })
            .Select(member => $"{member.Kind}: {member.Process.Pid} {member.Process.Exited.Result}"),
    ];

    public void ForgetRecycled()
    {
        foreach (var (_, process) in _recycled)
            process.Dispose();
        _recycled.Clear();
    }

    public void Dispose()
    {
        Clear();
        ForgetRecycled();
    }

    private void Add(string kind, IReadOnlyList<string> command) => _members.Add((kind, StartedProcess.Start(command)));

    private void Clear()
    {
        foreach (var (kind, process) in _members)
        {
            // If it were killed, its server would be left to us.
            if (kind == "keeper of nobody" && !process.Exited.IsCompleted)
            {
                process.Signal(Posix.SIGUSR1);
                process.Exit().Wait();
            }

            process.Dispose();
        }

        _members.Clear();
    }
}
