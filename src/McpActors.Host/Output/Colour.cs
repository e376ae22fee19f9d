namespace McpActors.Host.Output;

/// <summary>Whether to colour: only where people look, and never where they have asked not to (https://no-color.org).</summary>
internal static class Colour
{
    private static readonly bool Wanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public static bool OnStdout { get; } = Wanted && !Console.IsOutputRedirected;

    public static bool OnStderr { get; } = Wanted && !Console.IsErrorRedirected;
}
