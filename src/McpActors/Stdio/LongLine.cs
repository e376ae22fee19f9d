namespace McpActors.Stdio;

/// <summary>A line that is longer than <c>max-message</c>: read to its end, and not kept.</summary>
/// <param name="Head">Its beginning.</param>
/// <param name="Tail">Its end.</param>
/// <param name="Length">Its length, in bytes.</param>
internal sealed record LongLine(byte[] Head, byte[] Tail, long Length);
