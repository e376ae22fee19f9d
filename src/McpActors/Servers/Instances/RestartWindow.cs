using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The restarts of a server, over all its processes. Each pause is twice the one before, plus or minus the jitter, and
/// at most <c>max-restarts</c> are allowed within the window. Thread-safe.
/// </summary>
internal sealed class RestartWindow(ITimeProvider clock, Random? random = null)
{
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset When, object Who)> _recent = [];
    private readonly Random _random = random ?? Random.Shared;

    /// <summary>The number of restarts in the window.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _recent.Count;
        }
    }

    /// <summary>Removes all restarts.</summary>
    public void Clear()
    {
        lock (_lock) _recent.Clear();
    }

    /// <summary>Removes the restarts of one instance, whose process is stable; those of other instances stay.</summary>
    public void Forget(object who)
    {
        lock (_lock) _recent.RemoveAll(restart => restart.Who.Equals(who));
    }

    /// <summary>The pause before the next restart; null if there have been too many.</summary>
    /// <param name="settings">The policy.</param>
    /// <param name="who">The instance whose process is to be restarted.</param>
    public TimeSpan? Next(RestartSettings settings, object who)
    {
        lock (_lock)
        {
            var now = clock.Now;
            _recent.RemoveAll(restart => now - restart.When > settings.Within);
            if (_recent.Count >= settings.MaxRestarts) return null;
            // 2^20 times the smallest pause exceeds every sensible max-backoff without overflowing a double.
            var pause = settings.MinBackoff * Math.Pow(2, Math.Min(_recent.Count, 20));
            if (pause > settings.MaxBackoff) pause = settings.MaxBackoff;
            _recent.Add((now, who));
            return pause * (1 + settings.Jitter * (2 * _random.NextDouble() - 1));
        }
    }
}
