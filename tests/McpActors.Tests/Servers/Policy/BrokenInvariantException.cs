namespace McpActors.Tests.Servers.Policy;

/// <summary>An invariant does not hold.</summary>
internal sealed class BrokenInvariantException(string what) : Exception(what);
