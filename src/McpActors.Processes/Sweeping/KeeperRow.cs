using System.Globalization;
using System.Text;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What a keeper tells of itself in the process table.</summary>
internal static class KeeperRow
{
    private const string Name = "mcp-keeper";

    // Bytes: the path of an assembly, five options with their values, and room.
    private const int LongestOptions = 1024;

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLadder = TimeSpan.FromMinutes(1);

    /// <summary>Whether a process calls itself a keeper. Others can: who believes it must be able to bear that.</summary>
    public static bool Is(in ProcessRow row) => row.Name.StartsWith(Name, StringComparison.Ordinal);

    /// <summary>
    /// Orders the processes of a lineage: its keeper is the eldest, and what has taken the name is younger. A keeper and its server can start
    /// within one tick, and pids go round.
    /// </summary>
    public static (long StartTicks, bool IsNoKeeper, int Pid) Age(ProcessRow row) => (row.StartTicks, !Is(row), row.Pid);

    /// <summary>The rung on which it is: <c>mcp-keeper</c>, then <c>mcp-keeper:eof</c>, <c>:term</c> and <c>:kill</c>.</summary>
    public static Rung RungOf(in ProcessRow row) => row.Name switch
    {
        Name + ":eof" => Rung.Eof,
        Name + ":term" => Rung.Term,
        Name + ":kill" => Rung.Kill,
        _ => Rung.Self,
    };

    /// <summary>Whether it is there, runs, and is on the last rung.</summary>
    public static bool IsKilling(int pid, long startTicks) =>
        ProcessTable.TryRead(pid, out var row) && row.StartTicks == startTicks && !row.IsStopped && RungOf(row) == Rung.Kill;

    /// <summary>
    /// How long the ladder of a keeper may take, from its command line; a minute at most, since anybody can write there what he likes.
    /// </summary>
    /// <returns>Null where it was not started to keep this lineage.</returns>
    public static TimeSpan? LadderOf(in ProcessRow row)
    {
        if (OptionsOf(row) is not { } options) return null;
        var ladder = Grace(options, "--eof-grace") + Grace(options, "--term-grace");
        return ladder < LongestLadder ? ladder : LongestLadder;
    }

    /// <summary>
    /// The name of its server, from its command line, which everybody may read; its environment, which says the same, belongs to root.
    /// </summary>
    /// <returns>Null where it was not started to keep this lineage.</returns>
    public static string? ServerOf(in ProcessRow row) => OptionsOf(row) is { } options ? Value(options, "--name") : null;

    // What stands before the command, where the mark among it is the one that the process bears.
    private static string[]? OptionsOf(in ProcessRow row)
    {
        if (!Is(row)) return null;
        Span<byte> text = stackalloc byte[LongestOptions];
        var length = Math.Max(0, ProcFs.Read(row.Pid, "cmdline"u8, text));
        var arguments = Encoding.UTF8.GetString(text[..length]).Split('\0');
        return Value(arguments, "--mark") == row.ResidentLimit.ToString(CultureInfo.InvariantCulture) ? arguments : null;
    }

    // The first one: the host's own options come before the command's arguments, and --name, whose value can be anything, is their last.
    private static string? Value(string[] arguments, string option) =>
        Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    private static TimeSpan Grace(string[] options, string option) =>
        int.TryParse(Value(options, option), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : DefaultGrace;
}
