using System.Globalization;
using System.Text;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What a keeper tells of itself in the process table.</summary>
internal static class KeeperRow
{
    private const string Name = "mcp-keeper";

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
        if (!Is(row)) return null;
        Span<byte> text = stackalloc byte[512];
        var length = Math.Max(0, ProcFs.Read(row.Pid, "cmdline"u8, text));
        var arguments = Encoding.UTF8.GetString(text[..length]).Split('\0');
        var mark = Array.IndexOf(arguments, "--mark");
        if (mark < 0 || mark + 1 >= arguments.Length || arguments[mark + 1] != row.ResidentLimit.ToString(CultureInfo.InvariantCulture)) return null;
        var ladder = Grace(arguments, "--eof-grace") + Grace(arguments, "--term-grace");
        return ladder < LongestLadder ? ladder : LongestLadder;
    }

    private static TimeSpan Grace(string[] arguments, string option)
    {
        var at = Array.IndexOf(arguments, option);
        return at >= 0 && at + 1 < arguments.Length && int.TryParse(arguments[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(ms)
            : DefaultGrace;
    }
}
