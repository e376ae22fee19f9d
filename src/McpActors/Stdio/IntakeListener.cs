namespace McpActors.Stdio;

/// <summary>The callbacks for events while a server is read.</summary>
/// <param name="Warn">Receives each warning once: the end of a sentence that begins with the server.</param>
/// <param name="OnUnread">Called once if the server must be ended, with the reason.</param>
/// <param name="OnText">Receives each line that is no message, valid during the call; null for no receiver.</param>
internal sealed record IntakeListener(Action<string> Warn, Action<string> OnUnread, TextListener? OnText = null);

/// <summary>Receives a line that is no message.</summary>
internal delegate void TextListener(ReadOnlySpan<byte> line);
