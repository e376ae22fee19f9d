namespace McpActors.Benchmarks.Measuring;

/// <summary>Writes progress to stderr; stdout is for the report.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");

    public static void Round(int round, int rounds) => Say(round > 0 ? $"  round {round} of {rounds}" : "  warming up");
}
