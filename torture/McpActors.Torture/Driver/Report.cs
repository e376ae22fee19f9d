namespace McpActors.Torture.Driver;

/// <summary>The output for people, during and after the run.</summary>
internal sealed class Report
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tally> _tallies = [];

    public int Passed => _tallies.Values.Sum(tally => tally.Histories - tally.Failed - tally.Skipped);

    public int Failed => _tallies.Values.Sum(tally => tally.Failed);

    public int Skipped => _tallies.Values.Sum(tally => tally.Skipped);

    public static void Header(Options options)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"torture: seed {options.Seed}, {options.Minutes:0.#} minutes, {options.Lanes} histories at once, {Habits.All.Count} adversaries x {Endings.All.Length} endings"));
        if (Habits.Missing.Count > 0)
            Console.WriteLine($"  not in this build of the adversary: {string.Join(", ", Habits.Missing.Select(habit => habit.Name))}");
        if (Habits.Untested.Count > 0)
            Console.WriteLine($"  NOT TORTURED, the table in Scripts/Habits.cs does not name them: {string.Join(", ", Habits.Untested)}");
        Console.WriteLine();
    }

    /// <summary>Adds an outcome. A failing history is printed at once, with the script that replays it.</summary>
    public void Add(Script? script, Outcome outcome)
    {
        lock (_lock)
        {
            var key = outcome.Ending.Length > 0 ? outcome.Ending : "end of a lane";
            if (!_tallies.TryGetValue(key, out var tally))
                _tallies.Add(key, tally = new Tally(key));
            tally.Add(outcome);
            if (!outcome.Passed)
                PrintFailure(script, outcome);
        }
    }

    public void PrintTable()
    {
        lock (_lock)
        {
            Console.WriteLine();
            Console.WriteLine($"{"ending",-34}{"histories",10}{"cells",7}{"lifetimes",11}{"survivors",11}{"bystanders",12}{"last death ms",20}");
            Console.WriteLine($"{"",-34}{"",10}{"",7}{"",11}{"",11}{"dead",12}{"median",12}{"max",8}");
            var order = Endings.All.Select(ending => ending.Name).ToList();
            foreach (var tally in _tallies.Values.Where(tally => tally.Name != "end of a lane").OrderBy(tally => order.IndexOf(tally.Name) is >= 0 and var index ? index : 999))
                Print(tally);
        }
    }

    public void PrintSum()
    {
        lock (_lock)
        {
            var all = _tallies.Values;
            Console.WriteLine();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{all.Sum(tally => tally.Cells)} cells, {all.Sum(tally => tally.Lifetimes)} lifetimes, {all.Sum(tally => tally.Survivors)} survivors, "
                    + $"{all.Sum(tally => tally.DeadBystanders)} dead bystanders"));
            Console.WriteLine($"{Passed} passed, {Failed} failed, {Skipped} skipped");
        }
    }

    private static void Print(Tally tally)
    {
        var failed = tally.Failed > 0 ? $"  {tally.Failed} FAILED" : "";
        Console.WriteLine(tally.WhySkipped is { } why && tally.Skipped == tally.Histories
            ? $"{tally.Name,-34}skipped: {why}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{tally.Name,-34}{tally.Histories,10}{tally.Cells,7}{tally.Lifetimes,11}{tally.Survivors,11}{tally.DeadBystanders,12}{tally.Median,12:0}{tally.Longest,8:0}{failed}"));
    }

    private static void PrintFailure(Script? script, Outcome outcome)
    {
        Console.WriteLine($"FAILED {outcome.Name} after {outcome.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        foreach (var line in outcome.Failures)
            Console.WriteLine($"  {line}");
        foreach (var line in outcome.Survivors.Take(10))
            Console.WriteLine($"  survivor: {line}");
        if (outcome.Survivors.Count > 10)
            Console.WriteLine($"  and {outcome.Survivors.Count - 10} more survivors");
        foreach (var line in outcome.DeadBystanders)
            Console.WriteLine($"  dead bystander: {line}");
        foreach (var line in outcome.Notes)
            Console.WriteLine($"  {line}");
        if (script is not null)
            Console.WriteLine($"  replay with: ./build.sh torture --replay FILE, and in FILE:\n    {script.ToString().ReplaceLineEndings("\n    ")}");
    }
}
