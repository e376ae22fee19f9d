namespace McpActors.Servers;

/// <summary>The differences between protocol versions.</summary>
internal static class ProtocolVersion
{
    // Versions are dates, and sort as text does.
    public const string FirstPerRequest = "2026-07-28";

    /// <summary>
    /// Whether there is no handshake, so that each request carries the subscriptions and the logging level (SEP-2575).
    /// </summary>
    public static bool IsPerRequest(string? version) => string.CompareOrdinal(version, FirstPerRequest) >= 0;
}
