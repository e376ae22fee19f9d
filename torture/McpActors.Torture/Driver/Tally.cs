namespace McpActors.Torture.Driver;

/// <summary>The outcomes of all histories with one ending.</summary>
internal sealed class Tally(string name)
{
    private readonly List<double> _deaths = [];

    public string Name => name;

    public int Histories { get; private set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    public int Cells { get; private set; }

    public int Lifetimes { get; private set; }

    public int Survivors { get; private set; }

    public int DeadBystanders { get; private set; }

    public string? WhySkipped { get; private set; }

    public double Median => _deaths.Count == 0 ? double.NaN : _deaths.Order().ElementAt(_deaths.Count / 2);

    public double Longest => _deaths.Count == 0 ? double.NaN : _deaths.Max();

    public void Add(Outcome outcome)
    {
        Histories++;
        Lifetimes += outcome.Lifetimes;
        Survivors += outcome.Survivors.Count;
        DeadBystanders += outcome.DeadBystanders.Count;
        _deaths.AddRange(outcome.Deaths);
        if (!outcome.Passed)
        {
            Failed++;
        }
        else if (outcome.Skipped is { } why)
        {
            Skipped++;
            WhySkipped = why;
            return;
        }

        Cells += outcome.Cells;
    }
}
