namespace McpActors.Keeper;

/// <summary>The steps that end a server, in rising order.</summary>
internal enum Rung
{
    /// <summary>No end was requested.</summary>
    Self,

    /// <summary>Its stdin was closed.</summary>
    Eof,

    /// <summary>SIGTERM.</summary>
    Term,

    /// <summary>SIGKILL.</summary>
    Kill,
}

/// <summary>Tracks the current rung and when the next one is due. It sends no signals itself.</summary>
internal sealed class Ladder(int eofGrace, int termGrace)
{
    /// <summary>
    /// The time, in milliseconds, between SIGTERM and SIGKILL for processes that the server left behind. Shorter than
    /// term-grace: the server has ended, so the host waits for these processes only.
    /// </summary>
    private const int LeftBehindGrace = 500;

    private const long Never = long.MaxValue;

    public Rung Rung { get; private set; }

    private long _due = Never;

    /// <summary>Climbs to a rung; the ladder never goes down.</summary>
    /// <returns>True if the ladder was below that rung.</returns>
    public bool Climb(Rung rung, long now)
    {
        if (rung <= Rung)
            return false;

        Rung = rung;
        _due = rung switch { Rung.Eof => now + eofGrace, Rung.Term => now + termGrace, _ => Never };
        return true;
    }

    /// <summary>The server has ended, but some of its processes have not.</summary>
    public void LeaveBehind(long now)
    {
        if (Rung == Rung.Kill)
            return;

        var due = now + Math.Min(termGrace, LeftBehindGrace);
        _due = Rung == Rung.Term ? Math.Min(_due, due) : due;
        Rung = Rung.Term;
    }

    /// <summary>Returns the next rung once its time has come.</summary>
    public bool IsDue(long now, out Rung next)
    {
        next = Rung + 1;
        return now >= _due;
    }

    /// <summary>The timeout for poll(2) in milliseconds until the next rung is due; -1 if none is.</summary>
    public int TimeLeft(long now) => _due == Never ? -1 : (int)Math.Clamp(_due - now, 0, int.MaxValue);
}
