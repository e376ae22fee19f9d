namespace McpActors.Tests.Servers.Policy;

/// <summary>Something does not hold that has to hold whatever happens.</summary>
internal sealed class BrokenInvariantException(string what) : Exception(what);
