using McpActors.Configuration;
using McpActors.Processes;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpActors.Servers;

/// <summary>
/// The handshake with one process: how it begins, what is learnt of it, and whether a start that has failed goes on with another process that is addressed
/// otherwise. Belongs to the ProcessActor and is not thread-safe.
/// </summary>
internal sealed class Handshake
{
    // The least time in which a second process can come up. With less, the failure of the first one is the better news.
    private static readonly TimeSpan LeastBudget = TimeSpan.FromMilliseconds(100);

    private readonly HandshakeAttempt _attempt;
    private readonly HandshakeMemory _memory;
    private readonly string _fingerprint;
    private readonly bool _isGiven;
    private readonly bool _isSecond;

    /// <param name="settings">The server's.</param>
    /// <param name="spec">What is started.</param>
    /// <param name="memory">What is known of it, and where it is learnt.</param>
    /// <param name="attempt">How this process is addressed, where it is not the first of its start.</param>
    public Handshake(ServerSettings settings, ProcessSpec spec, HandshakeMemory memory, HandshakeAttempt? attempt)
    {
        _memory = memory;
        _fingerprint = DefinitionFingerprint.Of(spec);
        _isGiven = settings.Protocol != ServerProtocol.Auto;
        _isSecond = attempt is not null;
        _attempt = attempt ?? new HandshakeAttempt(First(settings.Protocol), settings.StartupTimeout, _isGiven);
        Negotiation = new Negotiation(_attempt.Opening);
    }

    public Negotiation Negotiation { get; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Budget => _attempt.Budget;

    /// <summary>Whether the failure of this process may not be the failure of the start.</summary>
    public bool MayGoOn => !_attempt.IsLast;

    /// <summary>Whether the server is known to leave <c>ping</c>, or what its protocol has instead, unanswered.</summary>
    public bool IgnoresProbe => _memory.Find(_fingerprint)?.AnswersProbe == false;

    /// <summary>The process has answered.</summary>
    public void Succeeded(McpClient client)
    {
        if (_isGiven) return;
        var isModern = ProtocolVersion.IsPerRequest(client.NegotiatedProtocolVersion) || Negotiation.IsModern;
        // A server that refuses the question at once may be asked again each time: when it is upgraded, it will answer.
        _memory.LearnEra(_fingerprint, isModern ? Era.Modern : Negotiation is { IsRefused: true, Opening: not Opening.Initialize } ? null : Era.Legacy);
    }

    /// <summary>The process answers the lightest request, or does not.</summary>
    public void LearnProbe(bool answers) => _memory.LearnProbe(_fingerprint, answers);

    /// <summary>The process has failed. How the start goes on with another one; null where it has failed with it.</summary>
    /// <param name="error">What went wrong with the handshake; null where the process ended before that was known.</param>
    /// <param name="exit">How the process ended.</param>
    /// <param name="elapsed">Since it was launched.</param>
    public HandshakeAttempt? Next(Exception? error, ExitReport exit, TimeSpan elapsed)
    {
        if (error is TimeoutException)
        {
            LearnFromSilence();
            return null;
        }
        var left = _attempt.Budget - elapsed;
        if (_attempt.IsLast || left < LeastBudget || exit.StartError is not null || error is OperationCanceledException) return null;
        // No message has driven it away: it would end at any other just so.
        if (exit.HasReadNothing) return null;
        return After(error) is { } opening ? new HandshakeAttempt(opening, left, IsLast: true) : null;
    }

    private Opening? After(Exception? error)
    {
        // The remembered era is wrong by now.
        if (_attempt.Opening == Opening.Initialize) return Opening.PatientProbe;
        var isAnswer = error is McpException;
        if (Negotiation.IsModern) return Negotiation.IsGivenUp ? Opening.PatientProbe : null;
        if (Negotiation.IsRefused) return isAnswer ? null : Opening.Initialize;
        // It was silent, and then refused to initialize: it speaks the newest protocol, and came up late.
        return error is McpProtocolException ? Opening.PatientProbe : isAnswer ? null : Opening.Initialize;
    }

    // The time of the whole start is over, and nothing is known. The next start begins otherwise, unless this process was the second of its start.
    private void LearnFromSilence()
    {
        if (_isGiven) return;
        if ((_attempt.Opening == Opening.Initialize) == _isSecond) _memory.SuspectLegacy(_fingerprint);
        else _memory.ForgetEra(_fingerprint);
    }

    private Opening First(ServerProtocol protocol) => protocol switch
    {
        ServerProtocol.Modern => Opening.Discover,
        ServerProtocol.Legacy => Opening.Initialize,
        _ => _memory.Find(_fingerprint)?.Era switch
        {
            Era.Legacy => Opening.Initialize,
            Era.Modern => Opening.PatientProbe,
            _ => Opening.Probe,
        },
    };
}
