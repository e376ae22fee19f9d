namespace McpActors.Processes;

/// <summary>The rung of the ladder on which a process ended, from gentle to certain.</summary>
public enum Rung
{
    /// <summary>It exited by itself.</summary>
    Self,

    /// <summary>It exited when its stdin was closed.</summary>
    Eof,

    /// <summary>It exited on SIGTERM.</summary>
    Term,

    /// <summary>It was ended by SIGKILL.</summary>
    Kill,
}
