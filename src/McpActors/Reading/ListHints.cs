using System.Text.Json;

namespace McpActors.Reading;

/// <summary>A server's hints about caching a list, from protocol 2026-07-28 on (SEP-2549).</summary>
/// <param name="Ttl">The time for which the list is fresh (<c>ttlMs</c>); null if the server does not give it.</param>
/// <param name="IsPrivate">Whether the list is only for the user of the process's credentials (<c>cacheScope</c>).</param>
internal readonly record struct ListHints(TimeSpan? Ttl, bool IsPrivate)
{
    // A larger number overflows a TimeSpan, and is as good as for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads the hints of a page.</summary>
    public static ListHints Of(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object) return default;
        var isPrivate = result.TryGetProperty("cacheScope", out var scope) && scope.ValueKind == JsonValueKind.String && scope.ValueEquals("private");
        if (!result.TryGetProperty("ttlMs", out var ttl) || ttl.ValueKind != JsonValueKind.Number || !ttl.TryGetDouble(out var milliseconds)) return new(null, isPrivate);
        return new(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, Longest.TotalMilliseconds)), isPrivate);
    }

    /// <summary>The hints of two pages together: the shorter time, and private if one is.</summary>
    public ListHints And(ListHints other) =>
        new(Ttl is null ? other.Ttl : other.Ttl is null || Ttl < other.Ttl ? Ttl : other.Ttl, IsPrivate || other.IsPrivate);
}
