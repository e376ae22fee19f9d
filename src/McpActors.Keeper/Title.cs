namespace McpActors.Keeper;

/// <summary>
/// Shows the current rung in the keeper's name for ps(1) and top(1): mcp-keeper, then mcp-keeper:eof, mcp-keeper:term,
/// mcp-keeper:kill. The longest is fifteen bytes, the limit of PR_SET_NAME (prctl(2)).
/// </summary>
internal static unsafe class Title
{
    /// <summary>Call it on the main thread, whose name is that of the process.</summary>
    public static void Show(Rung rung)
    {
        fixed (byte* name = NameOf(rung))
        {
            if (Libc.prctl(Libc.PR_SET_NAME, (nuint)name, 0, 0, 0) == -1)
                Report.Unexpected("prctl PR_SET_NAME", Errno.Last);
        }
    }

    private static ReadOnlySpan<byte> NameOf(Rung rung) => rung switch
    {
        Rung.Eof => "mcp-keeper:eof\0"u8,
        Rung.Term => "mcp-keeper:term\0"u8,
        Rung.Kill => "mcp-keeper:kill\0"u8,
        _ => "mcp-keeper\0"u8,
    };
}
