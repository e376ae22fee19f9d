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
    private readonly Queue<DateTimeOffset> _recent = new();
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

    /// <summary>The pause before the next restart, or null where there have been enough.</summary>
    public TimeSpan? Next(RestartSettings settings)
    {
        lock (_lock)
        {
            var now = clock.Now;
            while (_recent.Count > 0 && now - _recent.Peek() > settings.Within) _recent.Dequeue();
            if (_recent.Count >= settings.MaxRestarts) return null;
            // 2^20 times the smallest pause is past every sensible largest one, and a double holds it.
            var pause = settings.MinBackoff * Math.Pow(2, Math.Min(_recent.Count, 20));
            if (pause > settings.MaxBackoff) pause = settings.MaxBackoff;
            _recent.Enqueue(now);
            return pause * (1 + settings.Jitter * (2 * _random.NextDouble() - 1));
        }
    }
}
