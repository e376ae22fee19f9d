using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Decides about the restarts of a server, over all of its processes: each pause is twice the one before, give or take the jitter, and more than
/// <c>max-restarts</c> within the window is enough. Thread-safe.
/// </summary>
internal sealed class RestartWindow(ITimeProvider clock, Random? random = null)
{
    private readonly Lock _lock = new();
    private readonly List<(DateTimeOffset When, object Who)> _recent = [];
    private readonly Random _random = random ?? Random.Shared;

    /// <summary>How many restarts the window holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _recent.Count;
        }
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        lock (_lock) _recent.Clear();
    }

    /// <summary>This process has shown that it can: what others have done is another matter.</summary>
    public void Forget(object who)
    {
        lock (_lock) _recent.RemoveAll(restart => restart.Who.Equals(who));
    }

    /// <summary>The pause before the next restart, or null where there have been enough.</summary>
    /// <param name="settings">The policy.</param>
    /// <param name="who">Whose process is to be restarted.</param>
    public TimeSpan? Next(RestartSettings settings, object who)
    {
        lock (_lock)
        {
            var now = clock.Now;
            _recent.RemoveAll(restart => now - restart.When > settings.Within);
            if (_recent.Count >= settings.MaxRestarts) return null;
            // 2^20 times the smallest pause is past every sensible largest one, and a double holds it.
            var pause = settings.MinBackoff * Math.Pow(2, Math.Min(_recent.Count, 20));
            if (pause > settings.MaxBackoff) pause = settings.MaxBackoff;
            _recent.Add((now, who));
            return pause * (1 + settings.Jitter * (2 * _random.NextDouble() - 1));
        }
    }
}
