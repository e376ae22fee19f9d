namespace McpActors.Stdio;

/// <summary>A line that is longer than <c>max-message</c>, which was read but not kept.</summary>
/// <param name="Head">The beginning of the line.</param>
/// <param name="Tail">The end of the line.</param>
/// <param name="Length">The length of the line, in bytes.</param>
internal sealed record LongLine(byte[] Head, byte[] Tail, long Length);
