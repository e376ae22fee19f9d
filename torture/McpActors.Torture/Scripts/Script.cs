namespace McpActors.Torture.Scripts;

/// <summary>One history, one step a line. Lines that begin with # are comments.</summary>
/// <param name="Name">The name in reports, such as <c>sigkill-host #2</c>.</param>
/// <param name="Ending">The ending under which it is counted.</param>
/// <param name="Cells">The number of matrix cells that it covers.</param>
/// <param name="Steps">The lines.</param>
internal sealed record Script(string Name, string Ending, int Cells, IReadOnlyList<string> Steps)
{
    public override string ToString() => string.Join('\n', (string[])[$"# history {Name}", $"# ending {Ending}", $"# cells {Cells}", .. Steps]);

    public static Script Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string Header(string key, string otherwise) =>
            lines.FirstOrDefault(line => line.StartsWith($"# {key} ", StringComparison.Ordinal))?[(key.Length + 3)..] ?? otherwise;
        return new Script(
            Header("history", "replayed"),
            Header("ending", "replayed"),
            int.Parse(Header("cells", "1"), System.Globalization.CultureInfo.InvariantCulture),
            [.. lines.Where(line => !line.StartsWith('#'))]);
    }
}

/// <summary>The outcome of a history. A lane sends it to the driver as one line of JSON.</summary>
internal sealed record Outcome
{
    public required string Name { get; init; }

    public required string Ending { get; init; }

    public int Cells { get; init; }

    public int Lifetimes { get; set; }

    /// <summary>The failures, one a line.</summary>
    public List<string> Failures { get; init; } = [];

    public List<string> Survivors { get; init; } = [];

    public List<string> DeadBystanders { get; init; } = [];

    /// <summary>Remarks about a history that passed.</summary>
    public List<string> Notes { get; init; } = [];

    /// <summary>Milliseconds from each ending to the last death.</summary>
    public List<double> Deaths { get; init; } = [];

    /// <summary>The reason why it was skipped, or null.</summary>
    public string? Skipped { get; set; }

    public double Seconds { get; set; }

    public bool Passed => Failures.Count + Survivors.Count + DeadBystanders.Count == 0;
}
