namespace McpActors.Keeper;

/// <summary>What it takes to end a server, in rising order.</summary>
internal enum Rung
{
    /// <summary>Nobody has asked.</summary>
    Self,

    /// <summary>Its stdin has ended.</summary>
    Eof,

    /// <summary>SIGTERM.</summary>
    Term,

    /// <summary>SIGKILL.</summary>
    Kill,
}

/// <summary>Which rung is taken, and when the next is due. It tells the time and sends nothing.</summary>
internal sealed class Ladder(int eofGrace, int termGrace)
{
    /// <summary>
    /// How long, in milliseconds, what the server left behind has between SIGTERM and SIGKILL. Less than term-grace: the server has
    /// ended, whoever waits for our end waits only for these, and nobody has promised them more.
    /// </summary>
    private const int LeftBehindGrace = 500;

    private const long Never = long.MaxValue;

    public Rung Rung { get; private set; }

    private long _due = Never;

    /// <summary>Climbs to a rung; there is no way down.</summary>
    /// <returns>Whether it was below.</returns>
    public bool Climb(Rung rung, long now)
    {
        if (rung <= Rung)
            return false;

        Rung = rung;
        _due = rung switch { Rung.Eof => now + eofGrace, Rung.Term => now + termGrace, _ => Never };
        return true;
    }

    /// <summary>The server has ended, and not everything with it.</summary>
    public void LeaveBehind(long now)
    {
        if (Rung == Rung.Kill)
            return;

        var due = now + Math.Min(termGrace, LeftBehindGrace);
        _due = Rung == Rung.Term ? Math.Min(_due, due) : due;
        Rung = Rung.Term;
    }

    /// <summary>The rung after the present one, once its time has come.</summary>
    public bool IsDue(long now, out Rung next)
    {
        next = Rung + 1;
        return now >= _due;
    }

    /// <summary>Milliseconds for poll(2): until the next rung, or -1.</summary>
    public int TimeLeft(long now) => _due == Never ? -1 : (int)Math.Clamp(_due - now, 0, int.MaxValue);
}
