using McpActors.Configuration.Syntax;
using McpActors.Processes.Files;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Reads <c>mcp-actors.cluster.secret</c>: a text, <c>{ file = PATH }</c> or <c>{ env = NAME }</c>. Mistakes never show
/// any part of it.
/// </summary>
internal static class SecretReader
{
    /// <summary>
    /// The shortest secret, in characters. A stranger who connects can test guesses, so the secret must not be
    /// guessable.
    /// </summary>
    public const int Shortest = 32;

    private const string Key = "secret";
    private const int LongestFile = 64 << 10;
    private const string Allowed = "at least 32 characters, such as what openssl rand -base64 32 prints: a text, { file = PATH } or { env = NAME }";

    /// <summary>The secret; null if there is none, or if it is a mistake.</summary>
    public static string? Read(Section section, Func<string, string?> environment)
    {
        if (section.Find(Key) is not { } found) return null;
        switch (found.Node)
        {
            case ScalarNode { Text: "" }: return null;
            case ScalarNode { Text: var text }: return Checked(section, found, text);
            case ObjectNode { Members: { Count: 1 } members } when members.GetValueOrDefault("file") is ScalarNode { Text: { Length: > 0 } path }:
                return FromFile(section, found, path);
            case ObjectNode { Members: { Count: 1 } members } when members.GetValueOrDefault("env") is ScalarNode { Text: { Length: > 0 } name }:
                if (environment(name) is { } value) return Checked(section, found, value);
                return Refuse(section, found, $"refers to the environment variable {name}, which is not set");
            default:
                return Refuse(section, found, "is not a text or an object with one key, file or env");
        }
    }

    private static string? FromFile(Section section, Found found, string path)
    {
        try
        {
            using var file = new FileStream(RegularFile.OpenToRead(path), FileAccess.Read);
            if (file.Length > LongestFile) return Refuse(section, found, $"refers to {path}, which is longer than 64 KiB");
            using var reader = new StreamReader(file);
            return Checked(section, found, reader.ReadToEnd());
        }
        catch (NotRegularFileException e)
        {
            return Refuse(section, found, $"refers to {path}, which {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Refuse(section, found, $"refers to {path}, which cannot be read: {e.Message}");
        }
    }

    private static string? Checked(Section section, Found found, string text)
    {
        var secret = text.Trim();
        return secret.Length >= Shortest ? secret : Refuse(section, found, $"is shorter than {Shortest} characters and could be guessed");
    }

    private static string? Refuse(Section section, Found found, string problem)
    {
        section.Mistakes.AddHidden(found.Path, found.Node, problem, Allowed);
        return null;
    }
}
