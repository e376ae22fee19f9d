using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>An MCP client on the streams of a process. Closing the client does not end the process.</summary>
internal sealed class McpConnection
{
    private static readonly Implementation Self = new()
    {
        Name = "McpActors",
        Version = typeof(McpConnection).Assembly.GetName().Version?.ToString(3) ?? "0",
    };

    private readonly StdioTransport _transport;
    private readonly TimeProvider _clock;

    private McpConnection(
        McpClient client, StdioTransport transport, ServerNotifications notifications, Subscriptions subscriptions, TimeProvider clock, ProcessLists? lists)
    {
        Lists = lists;
        _clock = clock;
        _transport = transport;
        Client = client;
        Notifications = notifications;
        Subscriptions = subscriptions;
    }

    public McpClient Client { get; }

    /// <summary>The notifications of the server.</summary>
    public ServerNotifications Notifications { get; }

    /// <summary>The subscriptions to changes at the server.</summary>
    public Subscriptions Subscriptions { get; }

    /// <summary>The catalog's record of the lists of this process; null if they are not kept.</summary>
    public ProcessLists? Lists { get; }

    /// <summary>The number of messages from the server, of any kind.</summary>
    public long Received => _transport.Intake.Received;

    /// <summary>The timestamp of the last message, or of the connection if there was none.</summary>
    public long LastMessage => _transport.Intake.LastMessage;

    /// <summary>The reason why reading from the server is paused, or was a moment ago; null otherwise.</summary>
    public string? ReadingPaused => _transport.Intake.Paused;

    /// <summary>The refusal of requests while too much waits to be written to the server; null otherwise.</summary>
    public UnreadException? Refusal => _transport.Refusal;

    /// <summary>Starts to track the way of a request to the pipe.</summary>
    public Delivery Track() => new(_transport);

    /// <summary>Whether nothing is read until the server's own requests are answered.</summary>
    public bool IsHeld => _transport.Intake.IsHeld;

    /// <summary>
    /// The lightest request of the protocol; <c>ping</c> no longer exists from 2026-07-28 on (SEP-2575).
    /// </summary>
    public string Probe => ProtocolVersion.IsPerRequest(Client.NegotiatedProtocolVersion) ? RequestMethods.ServerDiscover : RequestMethods.Ping;

    /// <summary>A request for a list that the server offers.</summary>
    public string ListProbe => Client.ServerCapabilities switch
    {
        { Tools: not null } => RequestMethods.ToolsList,
        { Prompts: not null } => RequestMethods.PromptsList,
        { Resources: not null } => RequestMethods.ResourcesList,
        // A server without lists refuses this, which is an answer, too.
        _ => RequestMethods.ToolsList,
    };

    public static async Task<McpConnection> OpenAsync(
        Stream toServer, Stream fromServer, ServerSettings settings, McpHandlers handlers, EventStream events, ILoggingAdapter log,
        CancellationToken cancellation, TimeProvider? clock = null, Action<string>? onUnread = null, TextListener? onText = null,
        Negotiation? negotiation = null, TimeSpan? budget = null, SubscribedResources? subscribed = null, ProcessLists? lists = null)
    {
        clock ??= TimeProvider.System;
        negotiation ??= new Negotiation(Opening.PatientProbe);
        var time = budget ?? settings.StartupTimeout;
        var clientLog = new ClientLog(settings, log);
        var notifications = new ServerNotifications(settings, events, log, lists);
        var requests = new ServerRequests(settings.MaxServerRequests);
        var platform = new PlatformHandlers(settings.Name, handlers, requests, log);
        var listener = new IntakeListener(
            Warn: what => log.Warning("Server '{0}' {1}.", settings.Name, what), OnUnread: onUnread ?? (_ => { }), onText);
        var transport = new StdioTransport(toServer, fromServer, settings, requests, notifications, clock, listener, negotiation);
        var client = await McpClient.CreateAsync(
            transport,
            new McpClientOptions
            {
                ClientInfo = Self,
                ProtocolVersion = negotiation.Version,
                InitializationTimeout = time,
                DiscoverProbeTimeout = negotiation.ProbeTimeout(time),
                Handlers = platform.ForClient(),
                Capabilities = platform.Capabilities(),
            },
            clientLog,
            cancellation);
        negotiation.End();
        var subscriptions = new Subscriptions(settings, client, notifications, log, subscribed ?? new SubscribedResources());
        subscriptions.ListenToLists();
        subscriptions.Resume();
        return new McpConnection(client, transport, notifications, subscriptions, clock, lists);
    }

    /// <summary>Sets the lowest level of log messages that the server sends.</summary>
    public async Task SetLoggingLevelAsync(LoggingLevel level, Delivery delivery, CancellationToken cancellation)
    {
        if (!ProtocolVersion.IsPerRequest(Client.NegotiatedProtocolVersion))
        {
            delivery.Assume();
            await Client.SetLoggingLevelAsync(level, cancellationToken: cancellation);
        }
        else if (Client.ServerCapabilities.Logging is null) throw new McpException("it does not offer its log");
        else _transport.LoggingLevel = JsonSerializer.SerializeToElement(level, McpJsonUtilities.DefaultOptions).GetString();
    }

    /// <summary>
    /// Sends <see cref="Probe"/>, and waits for the answer or the timeout. An error or any other message is a sign of
    /// life, too: see <see cref="Received"/>. Fails if the probe could not be sent.
    /// </summary>
    /// <returns>Whether it was answered.</returns>
    public Task<bool> ProbeAsync(TimeSpan timeout) => AskAsync(timeout, patience => Probe == RequestMethods.Ping
        ? Client.PingAsync(cancellationToken: patience).AsTask()
        : Client.SendRequestAsync<DiscoverRequestParams, DiscoverResult>(Probe, new DiscoverRequestParams(), cancellationToken: patience).AsTask());

    /// <summary>Sends <see cref="ListProbe"/>, like <see cref="ProbeAsync"/>. The list is not read.</summary>
    /// <returns>Whether the probe was answered.</returns>
    public Task<bool> ProbeListAsync(TimeSpan timeout) => AskAsync(timeout, patience =>
        Client.SendRequestAsync(new JsonRpcRequest { Method = ListProbe, Params = new JsonObject() }, patience));

    /// <summary>
    /// Cancels all open requests before the server's stdin is closed. Takes at most <paramref name="within"/>.
    /// </summary>
    public Task CancelAllAsync(TimeSpan within) => _transport.CancelAllAsync(within);

    private async Task<bool> AskAsync(TimeSpan timeout, Func<CancellationToken, Task> ask)
    {
        // An unanswered probe is cancelled: otherwise, a server that ignores probes would grow the client's table of
        // requests.
        using var patience = new CancellationTokenSource(timeout, _clock);
        try
        {
            await ask(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is McpException or JsonException && !RequestsInFlight.IsBrokenStream(e))
        {
            // An error is an answer, too.
            return true;
        }
    }

    /// <summary>Explains the failure of a connection, as a sentence.</summary>
    public static string Explain(Exception error, ServerSettings settings) => error switch
    {
        TimeoutException => $"it did not answer the handshake within {settings.StartupTimeout.TotalSeconds:0.###} s. "
            + "Is it an MCP server that speaks stdio? Raise startup-timeout if it only needs longer.",
        OperationCanceledException => "it was stopped during the handshake",
        _ => $"the handshake failed: {ServerWords.Of(settings, error.Message)}",
    };

    /// <summary>Closes the client in the background; it may wait some seconds for its own reader.</summary>
    public void Close(ILoggingAdapter log) => _ = Task.Run(async () =>
    {
        try
        {
            await Client.DisposeAsync();
        }
        catch (Exception e)
        {
            log.Warning(e, "An MCP client did not close in order");
        }
    });
}
