using System.Globalization;
using System.Text;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>What a keeper tells of itself in the process table.</summary>
internal static class KeeperRow
{
    private const string Name = "mcp-keeper";

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(2);

    /// <summary>Whether a process calls itself a keeper. Others can: who believes it must be able to bear that.</summary>
    public static bool Is(in ProcessRow row) => row.Name.StartsWith(Name, StringComparison.Ordinal);

    /// <summary>The rung on which it is: <c>mcp-keeper</c>, then <c>mcp-keeper:eof</c>, <c>:term</c> and <c>:kill</c>.</summary>
    public static Rung RungOf(in ProcessRow row) => row.Name switch
    {
        Name + ":eof" => Rung.Eof,
        Name + ":term" => Rung.Term,
        Name + ":kill" => Rung.Kill,
        _ => Rung.Self,
    };

    /// <summary>Whether it is there, runs, and is on the last rung.</summary>
    public static bool IsKilling(ProcessIdentity keeper) =>
        ProcessTable.TryRead(keeper.Pid, out var row) && row.StartTicks == keeper.StartTicks && !row.IsStopped && RungOf(row) == Rung.Kill;

    /// <summary>How long its ladder may take, from its command line.</summary>
    public static TimeSpan LadderOf(int pid)
    {
        Span<byte> text = stackalloc byte[512];
        var length = Math.Max(0, ProcFs.Read(pid, "cmdline"u8, text));
        var arguments = Encoding.UTF8.GetString(text[..length]).Split('\0');
        return Grace(arguments, "--eof-grace") + Grace(arguments, "--term-grace");
    }

    private static TimeSpan Grace(string[] arguments, string option)
    {
        var at = Array.IndexOf(arguments, option);
        return at >= 0 && at + 1 < arguments.Length && int.TryParse(arguments[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(ms)
            : DefaultGrace;
    }
}
