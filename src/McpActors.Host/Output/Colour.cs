namespace McpActors.Host.Output;

/// <summary>
/// Decides whether to use colours: only on a terminal, and never if the user disabled them (https://no-color.org).
/// </summary>
internal static class Colour
{
    private static readonly bool Wanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public static bool OnStdout { get; } = Wanted && !Console.IsOutputRedirected;

    public static bool OnStderr { get; } = Wanted && !Console.IsErrorRedirected;
}
