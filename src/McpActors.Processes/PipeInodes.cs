namespace McpActors.Processes;

/// <summary>
/// The pipes between a host and one server, by the numbers under which the kernel knows them for as long as anybody holds an end. Who holds
/// the server's end has it from the server.
/// </summary>
/// <param name="Input">Its stdin; the server's end reads.</param>
/// <param name="Output">Its stdout; the server's end writes.</param>
/// <param name="Error">Its stderr; the server's end writes.</param>
public sealed record PipeInodes(ulong Input, ulong Output, ulong Error);
