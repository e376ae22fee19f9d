using System.Text.Json;
using System.Text.Json.Nodes;
using McpActors.Configuration;
using McpActors.Telemetry;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>What the client of a process is asked for each request, and the answer that becomes of it.</summary>
internal sealed class RequestExecution(McpConnection connection, ServerSettings settings)
{
    private readonly McpClient _client = connection.Client;
    private readonly KnownNames _names = new();

    /// <param name="pending">What is asked. When its token is cancelled it is taken back, and the server is told.</param>
    /// <param name="id">By which its progress is told, where it is to be.</param>
    public Task<object> RunAsync(PendingRequest pending, long id) =>
        ObservedRequest.IsWanted ? ObserveAsync(pending, id) : AskAsync(pending, id);

    private async Task<object> ObserveAsync(PendingRequest pending, long id)
    {
        var observed = new ObservedRequest(pending.Message, _client.NegotiatedProtocolVersion, _names, settings);
        object answer;
        try
        {
            answer = await AskAsync(pending, id);
        }
        catch (Exception error)
        {
            observed.Failed(error, pending.Failure, pending.Elapsed);
            throw;
        }
        observed.Answered(answer, pending.Elapsed);
        return answer;
    }

    private Task<object> AskAsync(PendingRequest pending, long id) => pending.Message switch
    {
        CallTool call => CallAsync(call, pending, id),
        ListTools list => ListToolsAsync(list.Server, pending.Token),
        ListPrompts list => ListPromptsAsync(list.Server, pending.Token),
        GetPrompt get => GetPromptAsync(get, pending.Token),
        ListResources list => ListResourcesAsync(list.Server, pending.Token),
        ListResourceTemplates list => ListResourceTemplatesAsync(list.Server, pending.Token),
        ReadResource read => ReadResourceAsync(read, pending.Token),
        Complete complete => CompleteAsync(complete, pending.Token),
        Subscribe subscribe => SubscribeAsync(subscribe, pending.Token),
        Unsubscribe unsubscribe => UnsubscribeAsync(unsubscribe, pending.Token),
        SetLoggingLevel set => SetLoggingLevelAsync(set, pending.Token),
        var unknown => throw new NotSupportedException($"{unknown.GetType()} is no request of the protocol's"),
    };

    private async Task<object> CallAsync(CallTool call, PendingRequest pending, long id)
    {
        var cancellation = pending.Token;
        try
        {
            // What can be written as it is is not copied: it is serialized before this returns for the first time.
            var arguments = call.Arguments as Dictionary<string, JsonElement> ?? call.Arguments?.ToDictionary() ?? [];
            Check(arguments);
            var parameters = new CallToolRequestParams { Name = call.Tool, Arguments = arguments };
            if (call.ProgressTo is not null) parameters.Meta = new JsonObject { ["progressToken"] = id };
            TraceContext.Inject(parameters);
            return new ToolResult(call.Server, call.Tool, await _client.CallToolAsync(parameters, cancellation), pending.Elapsed);
        }
        catch (McpProtocolException e)
        {
            // Servers do not agree on the code for a tool that they do not have, so look.
            var tools = await _client.ListToolsAsync(cancellationToken: cancellation);
            _names.AddTools(tools.Select(tool => tool.Name));
            if (tools.Any(tool => tool.Name == call.Tool)) throw;
            var names = string.Join(", ", tools.Select(tool => tool.Name));
            throw new McpServerException(
                call.Server, ServerFailure.UnknownTool, $"Server '{call.Server}' has no tool '{call.Tool}'. It has: {ServerWords.Of(settings, names)}.",
                null, ServerWords.Cause(settings, e));
        }
    }

    // The serializer would say so as if something had broken: of the first that the client is in a state for no call, of the second that the stream
    // to the server is gone.
    private static void Check(Dictionary<string, JsonElement> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            try
            {
                if (value.ValueKind != JsonValueKind.Undefined) continue;
            }
            catch (ObjectDisposedException e)
            {
                throw new ArgumentException($"its argument '{name}' holds nothing: the JsonDocument that it is part of was disposed of; clone the element.", e);
            }
            throw new ArgumentException($"its argument '{name}' holds nothing: it is default(JsonElement); leave it out, or give it a value of JSON, null for one.");
        }
    }

    private async Task<object> ListToolsAsync(string server, CancellationToken cancellation)
    {
        var tools = await _client.ListToolsAsync(cancellationToken: cancellation);
        _names.AddTools(tools.Select(tool => tool.Name));
        return new ToolList(server, [.. tools.Select(tool => tool.ProtocolTool)]);
    }

    private async Task<object> ListPromptsAsync(string server, CancellationToken cancellation)
    {
        var prompts = await _client.ListPromptsAsync(cancellationToken: cancellation);
        _names.AddPrompts(prompts.Select(prompt => prompt.Name));
        return new PromptList(server, [.. prompts.Select(prompt => prompt.ProtocolPrompt)]);
    }

    private async Task<object> GetPromptAsync(GetPrompt get, CancellationToken cancellation)
    {
        var arguments = get.Arguments?.ToDictionary(argument => argument.Key, argument => JsonSerializer.SerializeToElement(argument.Value));
        var result = await _client.GetPromptAsync(new GetPromptRequestParams { Name = get.Prompt, Arguments = arguments }, cancellation);
        return new PromptResult(get.Server, get.Prompt, result);
    }

    private async Task<object> ListResourcesAsync(string server, CancellationToken cancellation)
    {
        var resources = await _client.ListResourcesAsync(cancellationToken: cancellation);
        return new ResourceList(server, [.. resources.Select(resource => resource.ProtocolResource)]);
    }

    private async Task<object> ListResourceTemplatesAsync(string server, CancellationToken cancellation)
    {
        var templates = await _client.ListResourceTemplatesAsync(cancellationToken: cancellation);
        return new ResourceTemplateList(server, [.. templates.Select(template => template.ProtocolResourceTemplate)]);
    }

    private async Task<object> ReadResourceAsync(ReadResource read, CancellationToken cancellation) =>
        new ResourceResult(read.Server, read.Uri, await _client.ReadResourceAsync(new ReadResourceRequestParams { Uri = read.Uri }, cancellation));

    private async Task<object> CompleteAsync(Complete complete, CancellationToken cancellation)
    {
        var result = await _client.CompleteAsync(
            new CompleteRequestParams
            {
                Ref = complete.Reference,
                Argument = new Argument { Name = complete.Argument, Value = complete.Value },
                Context = complete.Others is { } others ? new CompleteContext { Arguments = others.ToDictionary() } : null,
            },
            cancellation);
        return new CompletionResult(complete.Server, complete.Argument, result.Completion);
    }

    private async Task<object> SubscribeAsync(Subscribe subscribe, CancellationToken cancellation)
    {
        await connection.Subscriptions.SubscribeAsync(subscribe.Uri, cancellation);
        return new Subscribed(subscribe.Server, subscribe.Uri);
    }

    private async Task<object> UnsubscribeAsync(Unsubscribe unsubscribe, CancellationToken cancellation)
    {
        await connection.Subscriptions.UnsubscribeAsync(unsubscribe.Uri, cancellation);
        return new Unsubscribed(unsubscribe.Server, unsubscribe.Uri);
    }

    private async Task<object> SetLoggingLevelAsync(SetLoggingLevel set, CancellationToken cancellation)
    {
        await connection.SetLoggingLevelAsync(set.Level, cancellation);
        return new LoggingLevelSet(set.Server, set.Level);
    }
}
