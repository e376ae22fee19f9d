namespace McpActors.Torture;

/// <summary>The subjects of the torture, its duration, and its seed.</summary>
internal sealed record Options
{
    private const string Usage =
        """
        Usage: ./build.sh torture [--minutes N] [--seed S] [--only PART] [--replay FILE] [--lanes N] [--list]

          --minutes N     how long: the matrix, or a part of it that the seed chooses, then random histories until the time is used (10)
          --seed S        what was printed at the start of another run, to have its histories again
          --only PART     matrix, hostile, random, soak or pids; or the cells of the matrix with PART in their ending's or adversary's name
          --replay FILE   runs one history from its script, as a failing one was printed
          --lanes N       how many histories run at once (3)
          --list          names the parts, the endings and the adversaries

        Exit codes: 0, 1 something failed, 2 bad usage.
        """;

    public double Minutes { get; init; } = 10;

    public int Seed { get; init; } = Random.Shared.Next(1, 1_000_000);

    public string Only { get; init; } = "";

    public string? Replay { get; init; }

    public int Lanes { get; init; } = 3;

    public bool List { get; init; }

    /// <returns>Null if an argument is unknown; the error has been printed.</returns>
    public static Options? Parse(IReadOnlyList<string> args, TextWriter errors)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : null;
            var next = (args[i], value) switch
            {
                ("--list", _) => options with { List = true },
                ("--minutes", { } text) when Number(text) is > 0 and <= 1440 and var minutes => options with { Minutes = minutes },
                ("--seed", { } text) when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) => options with { Seed = seed },
                ("--lanes", { } text) when Number(text) is >= 1 and <= 16 and var lanes => options with { Lanes = (int)lanes },
                ("--only", { Length: > 0 } part) => options with { Only = part },
                ("--replay", { } file) when File.Exists(file) => options with { Replay = file },
                _ => null,
            };
            if (next is null)
            {
                if (args[i] is not ("--help" or "-h"))
                    errors.WriteLine($"Not understood, or not found: {string.Join(' ', args.Skip(i).Take(2))}");
                errors.WriteLine(Usage);
                return null;
            }

            options = next;
            if (args[i] != "--list")
                i++;
        }

        return options;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
