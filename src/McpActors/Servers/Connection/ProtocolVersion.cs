namespace McpActors.Servers;

/// <summary>Where versions of the protocol differ.</summary>
internal static class ProtocolVersion
{
    // Versions are dates, and sort as text does.
    public const string FirstPerRequest = "2026-07-28";

    /// <summary>
    /// Whether there is no handshake, and what the handshake and its session held goes with each request: what is listened to, and the
    /// logging level (SEP-2575).
    /// </summary>
    public static bool IsPerRequest(string? version) => string.CompareOrdinal(version, FirstPerRequest) >= 0;
}
