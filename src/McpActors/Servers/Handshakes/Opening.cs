namespace McpActors.Servers;

/// <summary>Which handshake a server speaks.</summary>
internal enum Era
{
    /// <summary><c>initialize</c>: the protocols up to 2025-11-25.</summary>
    Legacy,

    /// <summary><c>server/discover</c>: 2026-07-28 and later.</summary>
    Modern,
}

/// <summary>How the handshake with one process begins.</summary>
internal enum Opening
{
    /// <summary>With <c>server/discover</c>; <c>initialize</c> follows an error, nonsense, or <see cref="Negotiation.ProbeTime"/> of silence.</summary>
    Probe,

    /// <summary>The same, with half of the time for the answer: the server is known to have one, and may come up late.</summary>
    PatientProbe,

    /// <summary>With <c>server/discover</c>, and nothing else.</summary>
    Discover,

    /// <summary>With <c>initialize</c>: nothing else reaches the server.</summary>
    Initialize,
}

/// <summary>One process's turn in a start: a start may take a second process, where the first one exits at a message that it does not know.</summary>
/// <param name="Opening">How it begins.</param>
/// <param name="Budget">What is left of <c>startup-timeout</c>.</param>
/// <param name="IsLast">Whether the start fails with it.</param>
internal sealed record HandshakeAttempt(Opening Opening, TimeSpan Budget, bool IsLast);
