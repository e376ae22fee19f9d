using System.Text.Json;
using System.Text.Json.Nodes;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Publishes the notifications of a process on the event stream, and passes progress on to its listener. A malformed
/// notification cannot break the connection.
/// </summary>
internal sealed class ServerNotifications(ServerSettings settings, EventStream events, ILoggingAdapter log, ProcessLists? lists = null) : INotificationListener
{
    private readonly string _server = settings.Name;
    private int _warned;

    /// <summary>The receiver of progress, by the token that was sent with the request.</summary>
    public Action<long, Progress>? OnProgress { get; set; }

    /// <summary>Called when the list of tools has changed.</summary>
    public Action? OnToolsChanged { get; set; }

    /// <summary>
    /// The receiver of acknowledged subscriptions, by the id of the request, with the granted notifications.
    /// </summary>
    public Action<string, SubscriptionsListenNotifications>? OnAcknowledged { get; set; }

    public void Take(JsonRpcNotification notification)
    {
        try
        {
            Tell(notification);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // The content may be secret, so only the error is logged.
            if (Interlocked.Exchange(ref _warned, 1) == 0)
                log.Warning("Server '{0}' sent a {1} that violates the protocol; it is skipped: {2}",
                    _server, notification.Method, ServerWords.Of(settings, e.Message));
        }
    }

    /// <summary>A list has changed; called once for all skipped notifications.</summary>
    public void Changed(Chatter list)
    {
        switch (list)
        {
            case Chatter.ToolsChanged:
                ToolsHaveChanged();
                break;
            case Chatter.PromptsChanged:
                PromptsHaveChanged();
                break;
            case Chatter.ResourcesChanged:
                ResourcesHaveChanged();
                break;
        }
    }

    // The catalog first: a listener that asks at once is to get the new list.
    private void ToolsHaveChanged()
    {
        lists?.Changed(ListKind.Tools);
        OnToolsChanged?.Invoke();
        events.Publish(new ToolsChanged(_server));
    }

    private void PromptsHaveChanged()
    {
        lists?.Changed(ListKind.Prompts);
        events.Publish(new PromptsChanged(_server));
    }

    private void ResourcesHaveChanged()
    {
        lists?.Changed(ListKind.Resources);
        lists?.Changed(ListKind.ResourceTemplates);
        events.Publish(new ResourcesChanged(_server));
    }

    private void Tell(JsonRpcNotification notification)
    {
        switch (notification.Method)
        {
            case NotificationMethods.ProgressNotification when OnProgress is { } onProgress:
                if (Token(notification.Params?["progressToken"]) is { } token) onProgress(token, Progress.Read(notification.Params!));
                break;
            case NotificationMethods.ToolListChangedNotification:
                ToolsHaveChanged();
                break;
            case NotificationMethods.PromptListChangedNotification:
                PromptsHaveChanged();
                break;
            case NotificationMethods.ResourceListChangedNotification:
                ResourcesHaveChanged();
                break;
            case NotificationMethods.ResourceUpdatedNotification:
                events.Publish(new ResourceUpdated(_server, Read<ResourceUpdatedNotificationParams>(notification).Uri));
                break;
            case NotificationMethods.LoggingMessageNotification:
                var message = Read<LoggingMessageNotificationParams>(notification);
                events.Publish(new ServerLogged(_server, message.Level, message.Logger, message.Data));
                break;
            case NotificationMethods.ElicitationCompleteNotification:
                events.Publish(new ElicitationCompleted(_server, Read<ElicitationCompleteNotificationParams>(notification).ElicitationId));
                break;
            case NotificationMethods.SubscriptionsAcknowledgedNotification when OnAcknowledged is { } onAcknowledged:
                if (notification.Params?["_meta"]?[MetaKeys.SubscriptionId] is JsonValue id)
                    onAcknowledged(id.ToString(), Read<SubscriptionsAcknowledgedNotificationParams>(notification).Notifications);
                break;
        }
    }

    // Tokens are numbers, but some servers return them as text.
    private static long? Token(JsonNode? token) => token?.GetValueKind() switch
    {
        JsonValueKind.Number => token.GetValue<long>(),
        JsonValueKind.String when long.TryParse(token.GetValue<string>(), out var number) => number,
        _ => null,
    };

    private static T Read<T>(JsonRpcNotification notification) =>
        notification.Params.Deserialize<T>(McpJsonUtilities.DefaultOptions) ?? throw new JsonException("it has no params");

    /// <summary>The content of a progress notification.</summary>
    internal readonly record struct Progress(double Value, double? Total, string? Message)
    {
        public static Progress Read(JsonNode parameters) => new(
            parameters["progress"]?.GetValue<double>() ?? throw new JsonException("it has no progress"),
            parameters["total"]?.GetValue<double>(),
            parameters["message"]?.GetValue<string>());
    }
}
