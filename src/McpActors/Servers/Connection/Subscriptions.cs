using System.Collections.Concurrent;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Stdio;
using McpActors.Telemetry;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// The subscriptions to changes at a process. Up to protocol 2025-11-25, a server reports changes of every list, and a
/// request subscribes to a resource. From 2026-07-28 on, it reports only the changes that an open
/// <c>subscriptions/listen</c> request asks for (SEP-2575).
/// </summary>
internal sealed class Subscriptions
{
    private readonly ConcurrentDictionary<string, Lazy<Listening>> _resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Listening> _unacknowledged = new(StringComparer.Ordinal);
    private readonly ServerSettings _server;
    private readonly McpClient _client;
    private readonly ILoggingAdapter _log;
    private readonly SubscribedResources _subscribed;
    private readonly bool _listens;
    private long _lastId;

    public Subscriptions(ServerSettings server, McpClient client, ServerNotifications notifications, ILoggingAdapter log, SubscribedResources subscribed)
    {
        (_server, _client, _log, _subscribed) = (server, client, log, subscribed);
        _listens = ProtocolVersion.IsPerRequest(client.NegotiatedProtocolVersion);
        notifications.OnAcknowledged = (id, granted) =>
        {
            if (_unacknowledged.TryRemove(id, out var listening)) listening.Granted.TrySetResult(granted);
        };
    }

    /// <summary>Subscribes to every list that may change, if the protocol requires it.</summary>
    public void ListenToLists()
    {
        var lists = new SubscriptionsListenNotifications
        {
            ToolsListChanged = Wanted(_client.ServerCapabilities.Tools?.ListChanged),
            PromptsListChanged = Wanted(_client.ServerCapabilities.Prompts?.ListChanged),
            ResourcesListChanged = Wanted(_client.ServerCapabilities.Resources?.ListChanged),
        };
        if (_listens && lists is not { ToolsListChanged: null, PromptsListChanged: null, ResourcesListChanged: null })
            Open(lists, "changes of its lists", () => { });

        static bool? Wanted(bool? offered) => offered == true ? true : null;
    }

    /// <summary>Repeats the subscriptions of the previous process.</summary>
    public void Resume()
    {
        foreach (var uri in _subscribed.All) _ = ResumeAsync(uri);
    }

    public async Task SubscribeAsync(string uri, CancellationToken cancellation)
    {
        await BeginAsync(uri, cancellation);
        _subscribed.Add(uri);
    }

    private async Task ResumeAsync(string uri)
    {
        using var patience = new CancellationTokenSource(_server.CallTimeout);
        try
        {
            await BeginAsync(uri, patience.Token);
        }
        catch (Exception e) when (RequestsInFlight.IsBrokenStream(e))
        {
            // The next process gets the subscription again.
        }
        catch (Exception e)
        {
            _log.Warning("Server '{0}' does not tell of changes of {1} any more: its new process was asked again and has not agreed: {2}",
                _server.Name, ShownUri.Of(uri), e is OperationCanceledException ? "it did not answer" : ServerWords.Of(_server, e.Message));
        }
    }

    private async Task BeginAsync(string uri, CancellationToken cancellation)
    {
        if (!_listens)
        {
            await _client.SubscribeToResourceAsync(new SubscribeRequestParams { Uri = uri }, cancellation);
            return;
        }
        var listening = _resources.GetOrAdd(uri, _ => new Lazy<Listening>(() => Open(
            new SubscriptionsListenNotifications { ResourceSubscriptions = [uri] }, $"changes of {ShownUri.Of(uri)}", () => _resources.TryRemove(uri, out var _))));
        var granted = await listening.Value.Granted.Task.WaitAsync(cancellation);
        if (granted.ResourceSubscriptions is { Count: > 0 }) return;
        if (_resources.TryRemove(new(uri, listening))) listening.Value.Close();
        throw new McpException($"it does not report changes of {ShownUri.Of(uri)}");
    }

    public async Task UnsubscribeAsync(string uri, CancellationToken cancellation)
    {
        _subscribed.Remove(uri);
        if (!_listens) await _client.UnsubscribeFromResourceAsync(new UnsubscribeRequestParams { Uri = uri }, cancellation);
        else if (_resources.TryRemove(uri, out var listening)) listening.Value.Close();
    }

    private Listening Open(SubscriptionsListenNotifications what, string inWords, Action onEnd)
    {
        var listening = new Listening($"{SentRequests.ListenPrefix}{Interlocked.Increment(ref _lastId)}");
        _unacknowledged[listening.Id] = listening;
        _ = ListenAsync(listening, what, inWords, onEnd);
        return listening;
    }

    private async Task ListenAsync(Listening listening, SubscriptionsListenNotifications what, string inWords, Action onEnd)
    {
        Exception? error = null;
        try
        {
            await _client.SendRequestAsync<SubscriptionsListenRequestParams, EmptyResult>(
                RequestMethods.SubscriptionsListen,
                new SubscriptionsListenRequestParams { Notifications = what },
                requestId: new RequestId(listening.Id),
                cancellationToken: listening.Token);
        }
        catch (Exception e)
        {
            error = e;
        }
        _unacknowledged.TryRemove(listening.Id, out _);
        listening.Dispose();
        if (listening.IsClosed) return;
        onEnd();
        listening.Refuse(error ?? new McpException("it ended the subscription before it had agreed to it"));
        // The end of the process is reported elsewhere.
        if (error is not OperationCanceledException && !RequestsInFlight.IsBrokenStream(error))
            _log.Warning("Server '{0}' no longer reports {1}: {2}", _server.Name, inWords,
                error is null ? "it has ended the subscription" : ServerWords.Of(_server, error.Message));
    }

    private sealed class Listening(string id) : IDisposable
    {
        private readonly CancellationTokenSource _open = new();

        public string Id { get; } = id;

        public bool IsClosed => _open.IsCancellationRequested;

        public CancellationToken Token => _open.Token;

        public TaskCompletionSource<SubscriptionsListenNotifications> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Cancels the request, also at the server.</summary>
        public void Close()
        {
            Refuse(new McpException("it was unsubscribed from meanwhile"));
            try
            {
                _open.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The server has already ended the subscription.
            }
        }

        public void Refuse(Exception error)
        {
            Granted.TrySetException(error);
            // Observes the exception, because there may be no waiter.
            _ = Granted.Task.Exception;
        }

        public void Dispose() => _open.Dispose();
    }
}
