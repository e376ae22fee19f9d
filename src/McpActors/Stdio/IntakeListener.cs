namespace McpActors.Stdio;

/// <summary>What there is to say about how a server is read.</summary>
/// <param name="Warn">Told, once each, what the log is to say: the rest of a sentence that begins with the server.</param>
/// <param name="OnUnread">Told, once, that the server is to be ended, and why.</param>
/// <param name="OnText">Given each line that is no message, for as long as it lasts; null where nobody wants it.</param>
internal sealed record IntakeListener(Action<string> Warn, Action<string> OnUnread, TextListener? OnText = null);

/// <summary>Takes a line that is no message.</summary>
internal delegate void TextListener(ReadOnlySpan<byte> line);
