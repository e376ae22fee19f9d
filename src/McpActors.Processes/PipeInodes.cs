namespace McpActors.Processes;

/// <summary>
/// The pipes between the host and one server, by the kernel's numbers for them, which are valid while any end is open.
/// A process that holds a server's end got it from the server.
/// </summary>
/// <param name="Input">The server's stdin; the server's end reads.</param>
/// <param name="Output">The server's stdout; the server's end writes.</param>
/// <param name="Error">The server's stderr; the server's end writes.</param>
public sealed record PipeInodes(ulong Input, ulong Output, ulong Error);
