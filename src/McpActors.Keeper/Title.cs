namespace McpActors.Keeper;

/// <summary>
/// The keeper's name in ps(1) and top(1) says on which rung it is: mcp-keeper, then mcp-keeper:eof, mcp-keeper:term, mcp-keeper:kill. That is
/// fifteen bytes, which is all that a name may have (PR_SET_NAME, prctl(2)), and it needs nobody who could be asked.
/// </summary>
internal static unsafe class Title
{
    /// <summary>To be called by the main thread: its name is that of the process.</summary>
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
