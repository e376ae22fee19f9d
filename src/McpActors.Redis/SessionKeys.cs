using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>
/// The keys of one prefix. The prefix is their hash tag: all keys of a platform are in one slot of Redis Cluster, so that
/// one script can change several, and so that they are lost together or not at all. Thread-safe.
/// </summary>
internal sealed class SessionKeys(string prefix)
{
    /// <summary>The beginning of each session's key.</summary>
    public string SessionPrefix { get; } = $"{{{prefix}}}:session:";

    /// <summary>The hosts, each with the end of its claims by Redis' TIME.</summary>
    public RedisKey Hosts { get; } = $"{{{prefix}}}:hosts";

    /// <summary>Missing if Redis has lost its data.</summary>
    public RedisKey Epoch { get; } = $"{{{prefix}}}:epoch";

    /// <summary>Written to see whether Redis can be written.</summary>
    public RedisKey Probe { get; } = $"{{{prefix}}}:probe";

    /// <summary>The channel for the ids of sessions that are wanted or were taken over.</summary>
    public string Changes { get; } = $"{{{prefix}}}:changes";

    /// <summary>A host's sessions.</summary>
    public RedisKey Host(string host) => $"{{{prefix}}}:host:{Encode(host)}";

    public RedisKey Session(string id) => SessionPrefix + Encode(id);

    /// <summary>
    /// The text in UTF-8. A surrogate that stands alone has no UTF-8: without escapes, two ids could share a key.
    /// </summary>
    public static string Encode(string text)
    {
        if (IsUnicode(text)) return text;
        // Ids have no control characters, so no other id begins with this one.
        var encoded = new StringBuilder("\u0001", text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) encoded.Append(text[i]).Append(text[++i]);
            else if (char.IsSurrogate(text[i]) || text[i] == '\\') encoded.Append('\\').Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
            else encoded.Append(text[i]);
        }
        return encoded.ToString();
    }

    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
