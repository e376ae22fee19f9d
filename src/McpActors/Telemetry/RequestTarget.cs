using McpActors.Servers;
using ModelContextProtocol.Protocol;

namespace McpActors.Telemetry;

/// <summary>What a request is called in the protocol, and what it is about.</summary>
internal static class RequestTarget
{
    public static string Method(IServerRequest request) => request switch
    {
        CallTool => RequestMethods.ToolsCall,
        ListTools => RequestMethods.ToolsList,
        ListPrompts => RequestMethods.PromptsList,
        GetPrompt => RequestMethods.PromptsGet,
        ListResources => RequestMethods.ResourcesList,
        ListResourceTemplates => RequestMethods.ResourcesTemplatesList,
        ReadResource => RequestMethods.ResourcesRead,
        Complete => RequestMethods.CompletionComplete,
        Subscribe => RequestMethods.ResourcesSubscribe,
        Unsubscribe => RequestMethods.ResourcesUnsubscribe,
        SetLoggingLevel => RequestMethods.LoggingSetLevel,
        _ => request.GetType().Name,
    };

    /// <summary>The method, and what has few names: a tool, a prompt.</summary>
    public static string SpanName(IServerRequest request) => request switch
    {
        CallTool call => $"{RequestMethods.ToolsCall} {call.Tool}",
        GetPrompt get => $"{RequestMethods.PromptsGet} {get.Prompt}",
        _ => Method(request),
    };

    public static string? Resource(IServerRequest request) => request switch
    {
        ReadResource read => read.Uri,
        Subscribe subscribe => subscribe.Uri,
        Unsubscribe unsubscribe => unsubscribe.Uri,
        _ => null,
    };
}
