using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>A list that a server has given, and until when it is fresh. Immutable.</summary>
/// <param name="Answer">The list.</param>
/// <param name="ReadAt">The time of reading, by the wall clock because the list outlives the host.</param>
/// <param name="Hints">The server's hints about caching.</param>
/// <param name="Environment">If it is private, whose it is: see <see cref="DefinitionKey.Environment"/>.</param>
internal sealed record KnownList(IListAnswer Answer, DateTimeOffset ReadAt, ListHints Hints, string Environment)
{
    /// <summary>Whether another process has begun since, which may have other lists.</summary>
    public bool IsExpired { get; init; }

    /// <summary>How old it is.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > ReadAt ? now - ReadAt : TimeSpan.Zero;

    /// <summary>For how long it is fresh, by the server or else by <c>catalog.ttl</c>.</summary>
    public TimeSpan Ttl(TimeSpan byDefault) => Hints.Ttl ?? byDefault;

    /// <summary>Whether it need not be read again. It never is after a clock was set back.</summary>
    public bool IsFresh(DateTimeOffset now, TimeSpan byDefault) => !IsExpired && now >= ReadAt && now - ReadAt < Ttl(byDefault);
}
