using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>An MCP client on the streams of a process. The process is not the client's: closing the client ends nothing.</summary>
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
        McpClient client, StdioTransport transport, ServerNotifications notifications, Subscriptions subscriptions, TimeProvider clock)
    {
        _clock = clock;
        _transport = transport;
        Client = client;
        Notifications = notifications;
        Subscriptions = subscriptions;
    }

    public McpClient Client { get; }

    /// <summary>What the server says of its own accord.</summary>
    public ServerNotifications Notifications { get; }

    /// <summary>Which changes it tells of.</summary>
    public Subscriptions Subscriptions { get; }

    /// <summary>How many messages there were from the server, of any kind.</summary>
    public long Received => _transport.Intake.Received;

    /// <summary>The timestamp of the last of them, or of the connection where there was none.</summary>
    public long LastMessage => _transport.Intake.LastMessage;

    /// <summary>Why reading from the server is paused, or was a moment ago; null where it was not.</summary>
    public string? ReadingPaused => _transport.Intake.Paused;

    /// <summary>Why a request is refused because too much waits to be written to the server; null where it is not.</summary>
    public UnreadException? Refusal => _transport.Refusal;

    /// <summary>Whether nothing is read until the server's own requests are answered, so that it cannot be heard.</summary>
    public bool IsHeld => _transport.Intake.IsHeld;

    /// <summary>The lightest request that the protocol has: there is no <c>ping</c> any more from 2026-07-28 on (SEP-2575).</summary>
    public string Probe => ProtocolVersion.IsPerRequest(Client.NegotiatedProtocolVersion) ? RequestMethods.ServerDiscover : RequestMethods.Ping;

    /// <summary>A request that the server is there for, by what it offers.</summary>
    public string ListProbe => Client.ServerCapabilities switch
    {
        { Tools: not null } => RequestMethods.ToolsList,
        { Prompts: not null } => RequestMethods.PromptsList,
        { Resources: not null } => RequestMethods.ResourcesList,
        // It offers none of them, and refuses: that is an answer.
        _ => RequestMethods.ToolsList,
    };

    public static async Task<McpConnection> OpenAsync(
        Stream toServer, Stream fromServer, ServerSettings settings, McpHandlers handlers, EventStream events, ILoggingAdapter log,
        CancellationToken cancellation, TimeProvider? clock = null, Action<string>? onUnread = null, TextListener? onText = null,
        Negotiation? negotiation = null, TimeSpan? budget = null, SubscribedResources? subscribed = null)
    {
        clock ??= TimeProvider.System;
        negotiation ??= new Negotiation(Opening.PatientProbe);
        var time = budget ?? settings.StartupTimeout;
        var clientLog = new ClientLog(settings, log);
        var notifications = new ServerNotifications(settings, events, log);
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
        return new McpConnection(client, transport, notifications, subscriptions, clock);
    }

    /// <summary>Tells the server from which level on it is to send its log.</summary>
    public async Task SetLoggingLevelAsync(LoggingLevel level, CancellationToken cancellation)
    {
        if (!ProtocolVersion.IsPerRequest(Client.NegotiatedProtocolVersion)) await Client.SetLoggingLevelAsync(level, cancellationToken: cancellation);
        else if (Client.ServerCapabilities.Logging is null) throw new McpException("it does not offer its log");
        else _transport.LoggingLevel = JsonSerializer.SerializeToElement(level, McpJsonUtilities.DefaultOptions).GetString();
    }

    /// <summary>
    /// Sends <see cref="Probe"/>, and waits until it is answered or its time is over. A sign of life is seen in <see cref="Received"/> all the same: an error is one,
    /// and so is any other message. Fails where it could not be sent.
    /// </summary>
    /// <returns>Whether it was answered.</returns>
    public Task<bool> ProbeAsync(TimeSpan timeout) => AskAsync(timeout, patience => Probe == RequestMethods.Ping
        ? Client.PingAsync(cancellationToken: patience).AsTask()
        : Client.SendRequestAsync<DiscoverRequestParams, DiscoverResult>(Probe, new DiscoverRequestParams(), cancellationToken: patience).AsTask());

    /// <summary>Sends <see cref="ListProbe"/>, as <see cref="ProbeAsync"/> does. What is in the list is not read.</summary>
    /// <returns>Whether it was answered.</returns>
    public Task<bool> ProbeListAsync(TimeSpan timeout) => AskAsync(timeout, patience =>
        Client.SendRequestAsync(new JsonRpcRequest { Method = ListProbe, Params = new JsonObject() }, patience));

    /// <summary>Cancels every request that is open, before the server's stdin is closed. It takes no longer than <paramref name="within"/>.</summary>
    public Task CancelAllAsync(TimeSpan within) => _transport.CancelAllAsync(within);

    private async Task<bool> AskAsync(TimeSpan timeout, Func<CancellationToken, Task> ask)
    {
        // Taken back then: a server that answers everything but this must not make the client's table of open requests grow.
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
            // An answer.
            return true;
        }
    }

    /// <summary>Why there is no connection, in words.</summary>
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
