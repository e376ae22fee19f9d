namespace McpActors.Processes;

/// <summary>What holds a server's descendants together, and so what "gone" can mean.</summary>
public enum Containment
{
    /// <summary>A keeper that is a child subreaper: nothing below it can escape, and the kernel proves extinction (Linux).</summary>
    Keeper,

    /// <summary>The process tree as it was seen when it was ended. A double fork or a re-parented child escapes it (other systems).</summary>
    Tree,
}
