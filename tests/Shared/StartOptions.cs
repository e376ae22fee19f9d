namespace McpActors.Testing;

internal enum StdinKind
{
    Pipe,

    /// <summary>An AF_UNIX stream socket, as node.js gives to its children.</summary>
    Socket,

    Null,

    /// <summary>A pseudo-terminal, which is the child's controlling terminal; stdout and stderr stay pipes.</summary>
    Terminal,
}

internal sealed record StartOptions
{
    public StdinKind Stdin { get; init; } = StdinKind.Pipe;

    /// <summary>Whether to read stderr; if false, its pipe fills up.</summary>
    public bool ReadStderr { get; init; } = true;
}
