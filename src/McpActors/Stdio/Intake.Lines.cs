using System.Globalization;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>The processing of lines.</summary>
internal sealed partial class Intake
{
    private void Take(ReadOnlySpan<byte> line, bool isTorn)
    {
        if (line.Trim(" \t\v\f"u8).IsEmpty)
        {
            _budget.SpendOnBlankLine();
            return;
        }
        if (_budget.IsSpent && ChatterReader.Of(line) is var chatter and not Chatter.None)
        {
            Skip(chatter, line.Length);
            return;
        }
        if (Parse(line) is { } message) Accept(message, line.Length);
        // A message that is cut by the end of the process is not reported; the end itself says more.
        else if (isTorn || !TryRescue(line)) OnText(line);
    }

    private void Accept(JsonRpcMessage message, int length)
    {
        OnMessage();
        switch (message)
        {
            case JsonRpcNotification notification:
                _budget.SpendOnNotification(length);
                _notifications.Take(notification);
                // The client gets no other notifications, because it would begin a task for each.
                if (notification.Method != NotificationMethods.CancelledNotification) return;
                if (MessageParser.CancelledId(notification) is { } cancelled) _requests.End(cancelled);
                break;
            case JsonRpcRequest:
                _budget.SpendOnRequest(length);
                break;
            case JsonRpcMessageWithId answer:
                var matched = _answers.Match(answer, out var wasAsked);
                if (!wasAsked) _budget.SpendOnNotification(length);
                if (matched is null) return;
                message = matched;
                break;
        }
        _next = message;
    }

    private JsonRpcMessage? Parse(ReadOnlySpan<byte> line)
    {
        if (!ChatterReader.MayBeMessage(line))
        {
            _budget.SpendOnText(line.Length);
            return null;
        }
        var message = MessageParser.Parse(line);
        if (message is null) _budget.SpendOnUnreadable(line.Length);
        return message;
    }

    private bool TryRescue(ReadOnlySpan<byte> line)
    {
        _rescued = MessageParser.Rescue(line, out _rescuedLine);
        return _rescued is not null;
    }

    // Takes one message at a time, because a batch may hold more than the client can take at once.
    private void TakeRescued(IEnumerator<Rescued> rescued)
    {
        var found = rescued.Current;
        if (!rescued.MoveNext()) _rescued = null;
        if (found.Message is { } message) Accept(message, 0);
        else if (!found.IsEmpty || !_answers.IsToNotification()) _next = _answers.Fail(found.Id, found.Fault!, _rescuedLine);
    }

    private void OnText(ReadOnlySpan<byte> line)
    {
        _listener.OnText?.Invoke(line);
        if (!_babbled) _listener.Warn("prints text that is not JSON-RPC to its stdout; it is skipped. Its log belongs on stderr");
        _babbled = true;
    }

    private bool TakeTooLong(LongLine line)
    {
        OnMessage();
        _next = _answers.FailTooLong(line, out var isLost);
        if (isLost) GiveUp();
        return !isLost;
    }

    // The request of the lost answer is unknown, so the server is ended.
    private void GiveUp() => _listener.OnUnread(
        $"it wrote a line of more than {_longest.ToString("N0", CultureInfo.InvariantCulture)} bytes to stdout (max-message). Raise max-message if it means to");
}
