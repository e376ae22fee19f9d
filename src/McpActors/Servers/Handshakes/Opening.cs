namespace McpActors.Servers;

/// <summary>The handshake that a server speaks.</summary>
internal enum Era
{
    /// <summary><c>initialize</c>: the protocols up to 2025-11-25.</summary>
    Legacy,

    /// <summary><c>server/discover</c>: 2026-07-28 and later.</summary>
    Modern,
}

/// <summary>The beginning of the handshake with one process.</summary>
internal enum Opening
{
    /// <summary>
    /// Begins with <c>server/discover</c>; <c>initialize</c> follows an error, nonsense, or <see
    /// cref="Negotiation.ProbeTime"/> of silence.
    /// </summary>
    Probe,

    /// <summary>
    /// Like <see cref="Probe"/>, with half of the time for the answer: the server is known to answer, but may start
    /// late.
    /// </summary>
    PatientProbe,

    /// <summary>Sends <c>server/discover</c> only.</summary>
    Discover,

    /// <summary>Sends <c>initialize</c> only.</summary>
    Initialize,
}

/// <summary>
/// The attempt with one process of a start. A start may need a second process, if the first one exits at an unknown
/// message.
/// </summary>
/// <param name="Opening">The opening.</param>
/// <param name="Budget">The rest of <c>startup-timeout</c>.</param>
/// <param name="IsLast">Whether the start fails if this process fails.</param>
internal sealed record HandshakeAttempt(Opening Opening, TimeSpan Budget, bool IsLast);
