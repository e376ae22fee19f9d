namespace McpActors.Processes;

/// <summary>How a server's process tree is contained, which decides what its end can prove.</summary>
public enum Containment
{
    /// <summary>
    /// A keeper that is a child subreaper: no descendant can escape, and the kernel proves extinction (Linux).
    /// </summary>
    Keeper,

    /// <summary>
    /// The process tree as the system shows it when it is ended. A double fork or a re-parented child escapes (other
    /// systems).
    /// </summary>
    Tree,
}
