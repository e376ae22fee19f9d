namespace McpActors.Torture.Driver;

/// <summary>
/// A whole run: the matrix, hostile histories, random ones, recycled pids, a soak; at the end it looks for remaining
/// processes.
/// </summary>
internal static class TortureRun
{
    // Shares of the time: the matrix gets most of it if it needs it; the soak runs next to the random histories.
    private const double MatrixShare = 0.4, HostileShare = 0.1, PidsShare = 0.3;

    // A soak has 5,000 lifetimes if there is time for them, and fewer in a short run.
    private const int SoakLifetimes = 5000, SoakLifetimesPerMinute = 600;

    public static async Task<int> RunAsync(Options options)
    {
        ThreadPool.SetMinThreads(64, 64);
        Subreaper.Enable();
        if (options.List)
        {
            List();
            return 0;
        }

        using var hurry = new CancellationTokenSource();
        var report = new Report();
        using var lanes = new LaneSet(options.Lanes, report, hurry.Token);
        var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (hurry.IsCancellationRequested)
                return;
            Console.WriteLine("interrupted: everything is being ended");
            hurry.Cancel();
            // A lane that waits for an outcome gets none, and continues to the end.
            lanes.Dispose();
        })).ToList();
        Report.Header(options);
        await PartsAsync(options, report, lanes, hurry.Token);
        await lanes.EndAsync();
        lanes.Dispose();
        Backstop(report);
        report.PrintTable();
        report.PrintSum();
        signals.ForEach(signal => signal.Dispose());
        return report.Failed > 0 || hurry.IsCancellationRequested ? 1 : 0;
    }

    private static async Task PartsAsync(Options options, Report report, LaneSet lanes, CancellationToken hurry)
    {
        var since = Stopwatch.GetTimestamp();
        Func<bool> Until(double share) => () => Stopwatch.GetElapsedTime(since) > TimeSpan.FromMinutes(options.Minutes * share);
        bool Wants(string part) => options.Only.Length == 0 || options.Only == part;
        if (options.Replay is { } file)
        {
            await lanes.RunAsync([Script.Parse(await File.ReadAllTextAsync(file, hurry))], () => false);
            return;
        }

        var isPart = options.Only is "matrix" or HostileHistories.Name or "random" or "soak" or "pids";
        if (Wants("matrix") || !isPart)
        {
            var cells = Matrix.Build(options.Seed, isPart ? "" : options.Only);
            await lanes.RunAsync(cells, Until(options.Only.Length == 0 ? MatrixShare : 1));
            Say(since, "the matrix is done, as far as there was time for it");
        }

        if (Wants(HostileHistories.Name))
        {
            await lanes.RunAsync(HostileHistories.Build(options.Seed), Until(options.Only.Length == 0 ? MatrixShare + HostileShare : 1));
            Say(since, "the hostile histories are done, as far as there was time for them");
        }

        var others = new List<Task>();
        if (Wants("soak"))
            others.Add(SoakAsync(options, report, hurry));
        if (Wants("pids"))
            others.Add(PidNamespace.RunAsync(Random(options, 1_000_000), report, Until(options.Only == "pids" ? 1 : MatrixShare + HostileShare + PidsShare), hurry));
        if (Wants("random"))
            others.Add(lanes.RunAsync(Random(options, 1), Until(1)));
        await Task.WhenAll(others);
    }

    private static IEnumerable<Script> Random(Options options, int first) =>
        Enumerable.Range(first, int.MaxValue - first).Select(number => RandomHistories.Build(options.Seed, number));

    private static async Task SoakAsync(Options options, Report report, CancellationToken hurry)
    {
        var lifetimes = options.Only == "soak" ? SoakLifetimes : Math.Min(SoakLifetimes, (int)(SoakLifetimesPerMinute * options.Minutes));
        string[] habits = ["exit-on-eof", "ignore-eof", "children-5", "mcp-well", "mcp-family", "ignore-term", "exit-0", "double-fork"];
        var servers = habits.Intersect(Habits.All.Select(habit => habit.Name)).Select(name => $"{name}.1");
        var script = new Script("soak", "soak", 0, [$"soak a {lifetimes.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', servers)}"]);
        using var lane = LaneProcess.Start();
        using var registration = hurry.Register(lane.HangUp);
        var outcome = await lane.RunAsync(script);
        if (hurry.IsCancellationRequested)
            return;
        report.Add(script, outcome);
        foreach (var note in outcome.Passed ? outcome.Notes.Where(note => note.StartsWith("vitals", StringComparison.Ordinal)) : [])
            Console.WriteLine($"soak: {note}");
        var end = await lane.EndAsync();
        if (!end.Passed)
            report.Add(null, end);
    }

    /// <summary>Finds everything that the lanes have lost: each lane is a subreaper, and so is this process.</summary>
    private static void Backstop(Report report)
    {
        if (!Strangers.AreNone())
            report.Add(null, new Outcome { Name = "after all lanes", Ending = "", Survivors = [.. Strangers.End()] });
    }

    private static void Say(long since, string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(since).TotalSeconds,5:0} s  {what}"));

    private static void List()
    {
        Console.WriteLine("parts: matrix hostile random soak pids\n\nendings:");
        foreach (var ending in Endings.All)
            Console.WriteLine($"  {ending.Name,-34}{Habits.All.Count(ending.Suits)} adversaries");
        Console.WriteLine($"\nadversaries:\n  {string.Join("\n  ", Habits.All.Select(habit => habit.CommandLine))}");
        if (Habits.Missing.Count > 0)
            Console.WriteLine($"\nnot in this build of the adversary:\n  {string.Join("\n  ", Habits.Missing.Select(habit => habit.CommandLine))}");
        Console.WriteLine($"\nsteps of scripts:\n{Lanes.Steps.Help}");
    }
}
