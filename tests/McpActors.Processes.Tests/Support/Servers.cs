namespace McpActors.Processes.Tests.Support;

/// <summary>Real servers. Each ends with its stdin or by itself within a minute; behind a keeper, also with the test process.</summary>
internal static class Servers
{
    private static readonly Dictionary<string, string> Path = new() { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };

    /// <summary>Echoes every line; <c>quit</c> ends it with 7.</summary>
    public static ProcessSpec Talker => Shell("while read -r line; do [ \"$line\" = quit ] && exit 7; echo \"$line\"; done");

    public static ProcessSpec Cat => Command("cat");

    /// <summary>A shell script. Its positional parameters follow.</summary>
    public static ProcessSpec Shell(string script, params string[] arguments) => Command("sh", ["-c", script, "sh", .. arguments]);

    public static ProcessSpec Command(string command, params string[] arguments) =>
        new() { Server = "tested", Command = command, Arguments = arguments, Environment = Path };

    public static ProcessSpec Impatient(this ProcessSpec spec) =>
        spec with { EofGrace = TimeSpan.FromMilliseconds(50), TermGrace = TimeSpan.FromMilliseconds(50) };
}
