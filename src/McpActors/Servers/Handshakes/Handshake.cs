using McpActors.Configuration;
using McpActors.Processes;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpActors.Servers;

/// <summary>
/// The handshake with one process: its opening, the lessons from its outcome, and whether a failed start continues with
/// another process and another opening. Used by the ProcessActor only; not thread-safe.
/// </summary>
internal sealed class Handshake
{
    // The shortest time in which a second process can start. With less time, the failure of the first one is reported.
    private static readonly TimeSpan LeastBudget = TimeSpan.FromMilliseconds(100);

    private readonly HandshakeAttempt _attempt;
    private readonly HandshakeMemory _memory;
    private readonly bool _isGiven;
    private readonly bool _isSecond;

    /// <param name="settings">The server's settings.</param>
    /// <param name="spec">The process to start.</param>
    /// <param name="memory">The remembered handshakes; updated with the outcome.</param>
    /// <param name="attempt">The handshake of the second process of a start; null for the first process.</param>
    public Handshake(ServerSettings settings, ProcessSpec spec, HandshakeMemory memory, HandshakeAttempt? attempt)
    {
        _memory = memory;
        Fingerprint = DefinitionFingerprint.Of(spec);
        _isGiven = settings.Protocol != ServerProtocol.Auto;
        _isSecond = attempt is not null;
        _attempt = attempt ?? new HandshakeAttempt(First(settings.Protocol), settings.StartupTimeout, _isGiven);
        Negotiation = new Negotiation(_attempt.Opening);
    }

    /// <summary>The <see cref="DefinitionFingerprint"/> of the process.</summary>
    public string Fingerprint { get; }

    public Negotiation Negotiation { get; }

    /// <summary>The time limit of the handshake.</summary>
    public TimeSpan Budget => _attempt.Budget;

    /// <summary>Whether the start may continue with another process after this one has failed.</summary>
    public bool MayGoOn => !_attempt.IsLast;

    /// <summary>Whether the server is known to ignore <c>ping</c>, or its equivalent in newer protocols.</summary>
    public bool IgnoresProbe => _memory.Find(Fingerprint)?.AnswersProbe == false;

    /// <summary>Learns from a successful handshake.</summary>
    public void Succeeded(McpClient client)
    {
        if (_isGiven) return;
        var isModern = ProtocolVersion.IsPerRequest(client.NegotiatedProtocolVersion) || Negotiation.IsModern;
        // A server that refuses server/discover at once is asked every time, so that an upgrade is noticed.
        _memory.LearnEra(Fingerprint, isModern ? Era.Modern : Negotiation is { IsRefused: true, Opening: not Opening.Initialize } ? null : Era.Legacy);
    }

    /// <summary>Learns whether the process answers the lightest request.</summary>
    public void LearnProbe(bool answers) => _memory.LearnProbe(Fingerprint, answers);

    /// <summary>The handshake of the next process after this one failed; null if the start has failed.</summary>
    /// <param name="error">The failure of the handshake; null if the process ended first.</param>
    /// <param name="exit">How the process ended.</param>
    /// <param name="elapsed">The time since the launch of the process.</param>
    public HandshakeAttempt? Next(Exception? error, ExitReport exit, TimeSpan elapsed)
    {
        if (error is TimeoutException)
        {
            LearnFromSilence();
            return null;
        }
        var left = _attempt.Budget - elapsed;
        if (_attempt.IsLast || left < LeastBudget || exit.StartError is not null || error is OperationCanceledException) return null;
        // The process has read no message, so another opening would make no difference.
        if (exit.HasReadNothing) return null;
        return After(error) is { } opening ? new HandshakeAttempt(opening, left, IsLast: true) : null;
    }

    private Opening? After(Exception? error)
    {
        // The remembered era is no longer correct.
        if (_attempt.Opening == Opening.Initialize) return Opening.PatientProbe;
        var isAnswer = error is McpException;
        if (Negotiation.IsModern) return Negotiation.IsGivenUp ? Opening.PatientProbe : null;
        if (Negotiation.IsRefused) return isAnswer ? null : Opening.Initialize;
        // A server that was silent and then refused to initialize speaks the newest protocol, and started late.
        return error is McpProtocolException ? Opening.PatientProbe : isAnswer ? null : Opening.Initialize;
    }

    // The time of the start is over without any answer. The next start uses another opening, unless this process was
    // the second one of its start.
    private void LearnFromSilence()
    {
        if (_isGiven) return;
        if ((_attempt.Opening == Opening.Initialize) == _isSecond) _memory.SuspectLegacy(Fingerprint);
        else _memory.ForgetEra(Fingerprint);
    }

    private Opening First(ServerProtocol protocol) => protocol switch
    {
        ServerProtocol.Modern => Opening.Discover,
        ServerProtocol.Legacy => Opening.Initialize,
        _ => _memory.Find(Fingerprint)?.Era switch
        {
            Era.Legacy => Opening.Initialize,
            Era.Modern => Opening.PatientProbe,
            _ => Opening.Probe,
        },
    };
}
