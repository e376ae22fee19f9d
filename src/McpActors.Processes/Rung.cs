namespace McpActors.Processes;

/// <summary>What it took to end a process: the rungs of the ladder, from gentle to certain.</summary>
public enum Rung
{
    /// <summary>It ended before anyone asked.</summary>
    Self,

    /// <summary>It ended when its stdin was closed.</summary>
    Eof,

    /// <summary>It ended on SIGTERM.</summary>
    Term,

    /// <summary>It had to be killed.</summary>
    Kill,
}
