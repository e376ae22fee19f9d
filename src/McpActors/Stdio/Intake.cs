using System.Threading.Channels;
using McpActors.Configuration;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Reads one server's messages and passes them to the client, in their order and within the server's limits.
/// Unsolicited messages cost tokens, in proportion to their processor time. When the tokens are spent, reading pauses,
/// and the full pipe blocks the server. While a caller waits for an answer, reading continues, and noise before the
/// answer is skipped instead. A server with <c>max-server-requests</c> unanswered requests is not read.
/// </summary>
internal sealed partial class Intake
{
    // A server that writes as fast as we read must not occupy a thread of the pool.
    private const int BytesPerTurn = 256 << 10;

    private readonly ServerRequests _requests;
    private readonly SentRequests _sent;
    private readonly Outlet _outlet;
    private readonly INotificationListener _notifications;
    private readonly TimeProvider _clock;
    private readonly IntakeListener _listener;
    private readonly AnswerMatching _answers;
    private readonly long _longest;
    private readonly TimeSpan _unreadTimeout;
    private readonly ReadingBudget _budget;
    private readonly SkippedChanges _changes;
    private readonly ReadingPauses _pauses;
    private readonly string _tooMuch;
    private readonly string _tooManyRequests;

    private long _received;
    private long _lastMessage;
    private volatile bool _isHeld;
    private bool _babbled;
    private JsonRpcMessage? _next;
    private IEnumerator<Rescued>? _rescued;
    private byte[] _rescuedLine = [];
    private Task _room = Task.CompletedTask;
    private bool _entered;
    private int _turn;

    public Intake(
        ServerSettings settings, ServerRequests requests, SentRequests sent, Outlet outlet, INotificationListener notifications, TimeProvider clock,
        IntakeListener listener)
    {
        (_requests, _sent, _outlet, _notifications, _clock, _listener) = (requests, sent, outlet, notifications, clock, listener);
        _answers = new AnswerMatching(settings, sent, listener.Warn);
        _longest = settings.MaxMessageBytes;
        _unreadTimeout = settings.UnreadTimeout;
        _budget = new ReadingBudget(settings.MaxNotifications, clock);
        _changes = new SkippedChanges(notifications);
        _pauses = new ReadingPauses(settings.Name, clock, listener.Warn);
        _lastMessage = clock.GetTimestamp();
        _tooMuch = $"it sends more than {settings.MaxNotifications} unsolicited messages a second (max-notifications)";
        _tooManyRequests = $"{settings.MaxServerRequests} requests of its own are not answered yet (max-server-requests)";
    }

    /// <summary>The number of messages from the server.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The timestamp of the last message, or of the start if there was none.</summary>
    public long LastMessage => Volatile.Read(ref _lastMessage);

    /// <summary>The reason why reading is paused, or was a moment ago; null otherwise.</summary>
    public string? Paused => _pauses.Reason;

    /// <summary>Whether nothing is read until the server's own requests are answered.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Reads until the stream ends, or <paramref name="client"/> takes no more.</summary>
    public async Task ReadAsync(Stream stdout, ChannelWriter<JsonRpcMessage> client, CancellationToken cancellation)
    {
        var lines = new LineReader(stdout, _longest);
        while (true)
        {
            switch (TakeWhatIsThere(lines, client))
            {
                case Wait.ForEver:
                    _changes.Tell();
                    await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
                    break;
                case Wait.ForMore:
                    _changes.Tell();
                    if (!await FillAsync(lines, cancellation).ConfigureAwait(false)) return;
                    break;
                case Wait.ForTokens:
                    _changes.Tell();
                    await PauseAsync(cancellation).ConfigureAwait(false);
                    break;
                case Wait.ForRoom:
                    await HoldAsync(cancellation).ConfigureAwait(false);
                    break;
                case Wait.ForClient:
                    if (!await client.WaitToWriteAsync(cancellation).ConfigureAwait(false)) return;
                    break;
                case Wait.ForOthers:
                    _turn = 0;
                    await Task.Yield();
                    break;
            }
        }
    }

    private async ValueTask<bool> FillAsync(LineReader lines, CancellationToken cancellation)
    {
        var filling = lines.FillAsync(cancellation);
        if (!filling.IsCompleted) _turn = 0;
        return await filling.ConfigureAwait(false);
    }

    // Takes lines until there is a reason to wait.
    private Wait TakeWhatIsThere(LineReader lines, ChannelWriter<JsonRpcMessage> client)
    {
        while (true)
        {
            if (_next is not null && Deliver(_next, client) is { } wait) return wait;
            if (MustPause()) return Wait.ForTokens;
            if (_turn > BytesPerTurn) return Wait.ForOthers;
            if (_rescued is not null)
            {
                TakeRescued(_rescued);
                continue;
            }
            if (!lines.TryTake(out var line))
            {
                if (!lines.IsOverrun) return Wait.ForMore;
                GiveUp();
                return Wait.ForEver;
            }
            _turn += line.Length + 1;
            if (lines.TooLong is not { } tooLong) Take(line, lines.IsTorn);
            else if (!TakeTooLong(tooLong)) return Wait.ForEver;
        }
    }

    private Wait? Deliver(JsonRpcMessage message, ChannelWriter<JsonRpcMessage> client)
    {
        if (message is JsonRpcRequest request && !_entered)
        {
            if (!_requests.TryBegin(request.Id, out _room)) return Wait.ForRoom;
            _entered = true;
        }
        if (!client.TryWrite(message)) return Wait.ForClient;
        _next = null;
        _entered = false;
        return null;
    }

    private void Skip(Chatter chatter, int length)
    {
        // A skipped message is a sign of life, too.
        OnMessage();
        _budget.SpendOnSkipped(length);
        _pauses.Skip(_tooMuch);
        _changes.Add(chatter);
    }

    private bool MustPause() => _budget.IsSpent && _budget.MustPause(_sent.AreAwaited);

    private async Task PauseAsync(CancellationToken cancellation)
    {
        // The task is read before the state, so that a call in between ends the pause.
        var awaited = _sent.Awaited;
        var time = _budget.PauseFor(_sent.AreAwaited);
        // A call that has come since then may have ended it already.
        if (!MustPause()) return;
        _pauses.Begin(_tooMuch);
        var over = Task.Delay(time, _clock, cancellation);
        await Task.WhenAny(over, _sent.AreAwaited ? over : awaited).ConfigureAwait(false);
        _pauses.End();
        _turn = 0;
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        _pauses.Begin(_tooManyRequests);
        _isHeld = true;
        try
        {
            // A handler may take any time; a server is ended only if it does not read its answers.
            while (_unreadTimeout - _outlet.StuckFor is var left && left > TimeSpan.Zero)
            {
                if (await IsOverAsync(_room, left, cancellation).ConfigureAwait(false)) return;
            }
            _listener.OnUnread(
                $"{_tooManyRequests}, and it has not read its stdin, where the answers wait, for {_unreadTimeout.TotalSeconds:0.###} s (unread-timeout)");
            await _room.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _isHeld = false;
            _pauses.End();
        }
    }

    private async Task<bool> IsOverAsync(Task task, TimeSpan within, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(within, _clock, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // Only the reading thread writes these fields.
    private void OnMessage()
    {
        Volatile.Write(ref _lastMessage, _clock.GetTimestamp());
        Volatile.Write(ref _received, _received + 1);
    }

    private enum Wait
    {
        ForEver,
        ForMore,
        ForTokens,
        ForRoom,
        ForClient,
        ForOthers,
    }
}
