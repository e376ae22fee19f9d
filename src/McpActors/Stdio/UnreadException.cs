namespace McpActors.Stdio;

/// <summary>
/// A request was not sent, because too much waits for the server to read its stdin. The message is the end of a
/// sentence about the request.
/// </summary>
internal sealed class UnreadException(long waiting, long limit)
    : Exception($"was refused: {waiting >> 10} KiB wait to be written to its stdin, which it does not read fast enough; its max-unread is {limit >> 10} KiB.");
