using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// Decides about restarts: each pause is twice the one before, and more than <c>max-restarts</c> within the window is enough.
/// Belongs to its actor and is not thread-safe.
/// </summary>
internal sealed class RestartWindow(RestartSettings settings, ITimeProvider clock)
{
    private readonly Queue<DateTimeOffset> _recent = new();

    /// <summary>How many restarts the window holds.</summary>
    public int Count => _recent.Count;

    /// <summary>Starts anew.</summary>
    public void Clear() => _recent.Clear();

    /// <summary>The pause before the next restart, or null where there have been enough.</summary>
    public TimeSpan? Next()
    {
        var now = clock.Now;
        while (_recent.Count > 0 && now - _recent.Peek() > settings.Within) _recent.Dequeue();
        if (_recent.Count >= settings.MaxRestarts) return null;
        // 2^20 times the smallest pause is past every sensible largest one, and a double holds it.
        var pause = settings.MinBackoff * Math.Pow(2, Math.Min(_recent.Count, 20));
        _recent.Enqueue(now);
        return pause < settings.MaxBackoff ? pause : settings.MaxBackoff;
    }
}
