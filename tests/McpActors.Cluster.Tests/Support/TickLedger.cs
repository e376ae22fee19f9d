namespace McpActors.Cluster.Tests.Support;

/// <summary>
/// The outcome of each second's tick of the schedule <c>s</c> according to the nodes' output, and the number of real
/// calls.
/// </summary>
internal sealed partial class TickLedger
{
    private TickLedger(IEnumerable<string> outputs)
    {
        foreach (var text in outputs)
        {
            Completed.AddRange(Times(BatchLine().Matches(text)));
            Succeeded += SucceededLine().Count(text);
            Interrupted.AddRange(Times(InterruptedLine().Matches(text)));
            Missed.AddRange(Times(MissedLine().Matches(text)));
        }
    }

    /// <summary>Ticks whose batches have ended, once for each time that a node reported it.</summary>
    public List<DateTime> Completed { get; } = [];

    /// <summary>How many calls were answered; a server may end by itself.</summary>
    public int Succeeded { get; }

    /// <summary>Ticks that a later leader reported as interrupted.</summary>
    public List<DateTime> Interrupted { get; } = [];

    /// <summary>The first missed tick of each period without a leader.</summary>
    public List<DateTime> Missed { get; } = [];

    public static TickLedger Of(IEnumerable<string> outputs) => new(outputs);

    /// <summary>Checks that every tick ran once or is accounted for, and that the number of calls agrees.</summary>
    public void AssertInOrder(string recordsFile)
    {
        Assert.Equal(Completed.Distinct().Order(), Completed.Order());
        var known = Completed.Concat(Interrupted).ToHashSet();
        var gaps = new List<DateTime>();
        for (var second = known.Min(); second < known.Max(); second = second.AddSeconds(1))
        {
            if (!known.Contains(second) && (known.Contains(second.AddSeconds(-1)) || Missed.Contains(second))) gaps.Add(second);
        }
        // A gap was announced as missed from its first second, or follows the one batch that caught up for all.
        foreach (var gap in gaps) Assert.True(Missed.Any(missed => missed == gap || missed.AddSeconds(1) == gap), $"Nothing became of the tick of {gap:T}. {this}");

        var lines = File.ReadAllLines(recordsFile);
        var begun = lines.Count(line => line.StartsWith("begin", StringComparison.Ordinal));
        var ended = lines.Count(line => line.StartsWith("end", StringComparison.Ordinal));
        var interruptedOnly = Interrupted.Except(Completed).Count();
        Assert.True(begun >= Succeeded && begun <= Completed.Count + interruptedOnly, $"{begun} calls began, {ended} ended. {this}");
    }

    public override string ToString() =>
        $"Completed: {Join(Completed)}; interrupted: {Join(Interrupted)}; missed from: {Join(Missed)}";

    private static string Join(IEnumerable<DateTime> times) => string.Join(' ', times.Order().Select(time => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)));

    private static IEnumerable<DateTime> Times(MatchCollection matches) => matches.Select(match => DateTime.Parse(
        match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));

    [GeneratedRegex(@" batch .*\(s@(\S+)Z\)")]
    private static partial Regex BatchLine();

    [GeneratedRegex(@" batch +1 of 1 job succeeded ")]
    private static partial Regex SucceededLine();

    [GeneratedRegex(@"Schedule s: the tick of (\S+ \S+)Z was started by the lost leader")]
    private static partial Regex InterruptedLine();

    [GeneratedRegex(@"Schedule s: (\S+ \S+)Z was due while there was no leader")]
    private static partial Regex MissedLine();
}
