namespace McpActors.Testing;

/// <summary>A keeper with a server below it, started as a host would start it.</summary>
internal sealed class KeptServer : IDisposable
{
    private KeptServer(StartedProcess keeper) => Keeper = keeper;

    public StartedProcess Keeper { get; }

    /// <param name="server">COMMAND [ARG...].</param>
    /// <param name="graces">Milliseconds of eof-grace and term-grace; short, unless the test is about waiting.</param>
    /// <param name="options">The streams.</param>
    /// <param name="more">More options of the keeper.</param>
    public static KeptServer Start(
        IReadOnlyList<string> server, (int Eof, int Term)? graces = null, StartOptions? options = null, params IReadOnlyList<string> more)
    {
        var (eof, term) = graces ?? (300, 300);
        return new KeptServer(StartedProcess.Start(
            [
                Artifacts.Keeper,
                "--eof-grace", eof.ToString(CultureInfo.InvariantCulture), "--term-grace", term.ToString(CultureInfo.InvariantCulture),
                .. more, "--", .. server,
            ],
            options));
    }

    /// <summary>A keeper over the adversary with this habit.</summary>
    public static KeptServer StartAdversary(string habit, (int Eof, int Term)? graces = null, StartOptions? options = null) =>
        Start([Artifacts.Adversary, .. habit.Split(' ')], graces, options);

    /// <summary>Waits until the server's habit is established, and that of so many of its children.</summary>
    /// <returns>The server's pid.</returns>
    public async Task<int> Ready(int grown = 0)
    {
        for (; grown > 0; grown--)
            await Keeper.Stdout.Next(line => line.StartsWith("grown", StringComparison.Ordinal), "grown line");
        var line = await Keeper.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
        return int.Parse(line.AsSpan("ready ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>The pid that a habit announces for a child.</summary>
    public async Task<int> Child(string name)
    {
        var line = await Keeper.Stdout.Next(
            line => line.StartsWith("child ", StringComparison.Ordinal) && line.EndsWith(name, StringComparison.Ordinal), $"child {name} line");
        return int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the keeper has ended, and reads its last line.</summary>
    public async Task<(WaitResult Exit, KeeperLine Report)> End()
    {
        var exit = await Keeper.Exit();
        await Keeper.Stderr.Ended.WaitAsync(Patience.Limit);
        var lines = Keeper.Stderr.Seen();
        var report = lines.Count > 0 ? KeeperLine.TryParse(lines[^1]) : null;
        return (exit, report ?? throw new InvalidOperationException($"{exit}, and its last line is no report: {string.Join(" | ", lines)}"));
    }

    /// <summary>The hang-up, then <see cref="End"/>.</summary>
    public Task<(WaitResult Exit, KeeperLine Report)> HangUp()
    {
        Keeper.CloseStdin();
        return End();
    }

    /// <summary>Ends server and keeper; if the keeper were killed alone, its server would be left to us.</summary>
    public void Dispose()
    {
        if (!Keeper.Exited.IsCompleted)
        {
            Keeper.Signal(Posix.SIGUSR1);
            Task.WaitAny([Keeper.Exited], Patience.Limit);
        }

        Keeper.Dispose();
    }
}
