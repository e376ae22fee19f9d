namespace McpActors.Servers;

/// <summary>A breaker opens or closes.</summary>
/// <param name="Tool">The tool; null for the whole process.</param>
/// <param name="Reason">The reason why it opens; null if it closes.</param>
internal readonly record struct BreakerChange(string? Tool, string? Reason);
