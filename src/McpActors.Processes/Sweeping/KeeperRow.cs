using System.Globalization;
using System.Text;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>Facts that a keeper shows in the process table.</summary>
internal static class KeeperRow
{
    private const string Name = "mcp-keeper";

    // Bytes: the path of an assembly, five options with their values, and some room.
    private const int LongestOptions = 1024;

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLadder = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a process calls itself a keeper. Any process can: the caller must tolerate a false one.
    /// </summary>
    public static bool Is(in ProcessRow row) => row.Name.StartsWith(Name, StringComparison.Ordinal);

    /// <summary>
    /// Orders the processes of a lineage by age. The keeper is the eldest, and an impostor with its name is younger. A
    /// keeper and its server can start within one tick, and pids wrap around.
    /// </summary>
    public static (long StartTicks, bool IsNoKeeper, int Pid) Age(ProcessRow row) => (row.StartTicks, !Is(row), row.Pid);

    /// <summary>
    /// The current rung: <c>mcp-keeper</c>, then <c>mcp-keeper:eof</c>, <c>:term</c> and <c>:kill</c>.
    /// </summary>
    public static Rung RungOf(in ProcessRow row) => row.Name switch
    {
        Name + ":eof" => Rung.Eof,
        Name + ":term" => Rung.Term,
        Name + ":kill" => Rung.Kill,
        _ => Rung.Self,
    };

    /// <summary>Whether the keeper exists, runs, and is on the last rung.</summary>
    public static bool IsKilling(int pid, long startTicks) =>
        ProcessTable.TryRead(pid, out var row) && row.StartTicks == startTicks && !row.IsStopped && RungOf(row) == Rung.Kill;

    /// <summary>
    /// The duration of a keeper's ladder, from its command line; at most a minute, because any process can forge a
    /// command line.
    /// </summary>
    /// <returns>Null if the process was not started as the keeper of this lineage.</returns>
    public static TimeSpan? LadderOf(in ProcessRow row)
    {
        if (OptionsOf(row) is not { } options) return null;
        var ladder = Grace(options, "--eof-grace") + Grace(options, "--term-grace");
        return ladder < LongestLadder ? ladder : LongestLadder;
    }

    /// <summary>
    /// The server's name from the keeper's command line, which everybody may read; the keeper's environment can be read
    /// by root only.
    /// </summary>
    /// <returns>Null if the process was not started as the keeper of this lineage.</returns>
    public static string? ServerOf(in ProcessRow row) => OptionsOf(row) is { } options ? Value(options, "--name") : null;

    // The arguments before the command; null unless the mark among them is the mark of the process.
    private static string[]? OptionsOf(in ProcessRow row)
    {
        if (!Is(row)) return null;
        Span<byte> text = stackalloc byte[LongestOptions];
        var length = Math.Max(0, ProcFs.Read(row.Pid, "cmdline"u8, text));
        var arguments = Encoding.UTF8.GetString(text[..length]).Split('\0');
        return Value(arguments, "--mark") == row.ResidentLimit.ToString(CultureInfo.InvariantCulture) ? arguments : null;
    }

    // The first occurrence: the host's own options come before the command's arguments, and --name, whose value is
    // arbitrary, is the last of them.
    private static string? Value(string[] arguments, string option) =>
        Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    private static TimeSpan Grace(string[] options, string option) =>
        int.TryParse(Value(options, option), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : DefaultGrace;
}
