namespace McpActors.Stdio;

/// <summary>What there is to say about how a server is read.</summary>
/// <param name="Warn">Told, once each, what the log is to say: the rest of a sentence that begins with the server.</param>
/// <param name="OnUnread">Told, once, that the server is to be ended, and why.</param>
internal sealed record IntakeListener(Action<string> Warn, Action<string> OnUnread);
