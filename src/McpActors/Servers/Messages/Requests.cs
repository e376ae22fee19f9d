using System.Text.Json;
using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>Asks a server which tools it has. Answered with <see cref="ToolList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListTools(string Server, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ToolsList;

    string IProtocolRequest.Subject => "The list of tools of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var tools = await context.ListAsync(ListShapes.Tools);
        context.Names.AddTools(tools.Items.Select(tool => tool.Name));
        return new ToolList(Server, tools.Items) { Problems = tools.Problems };
    }
}

/// <summary>A server's tools, as it describes them.</summary>
public sealed record ToolList(string Server, IReadOnlyList<Tool> Tools)
{
    /// <summary>What of the list could not be read, and where it was cut (see <c>lists</c>), a sentence each; empty where all is well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Asks a server which prompts it has. Answered with <see cref="PromptList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListPrompts(string Server, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.PromptsList;

    string IProtocolRequest.Subject => "The list of prompts of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var prompts = await context.ListAsync(ListShapes.Prompts);
        context.Names.AddPrompts(prompts.Items.Select(prompt => prompt.Name));
        return new PromptList(Server, prompts.Items) { Problems = prompts.Problems };
    }
}

/// <summary>A server's prompts, as it describes them.</summary>
public sealed record PromptList(string Server, IReadOnlyList<Prompt> Prompts)
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Asks for a prompt, filled in. Answered with <see cref="PromptResult"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Prompt">The prompt's name.</param>
/// <param name="Arguments">The prompt's arguments, by name; null for none.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record GetPrompt(
    string Server, string Prompt, IReadOnlyDictionary<string, string>? Arguments = null, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.PromptsGet;

    string IProtocolRequest.Subject => $"Prompt '{Prompt}' of";

    string? IObservedRequest.Target => Prompt;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var arguments = Arguments?.ToDictionary(argument => argument.Key, argument => JsonSerializer.SerializeToElement(argument.Value));
        var result = await context.AskAsync(RequestMethods.PromptsGet, new GetPromptRequestParams { Name = Prompt, Arguments = arguments });
        return new PromptResult(Server, Prompt, ResultReader.Prompt(result));
    }
}

/// <summary>A prompt, filled in.</summary>
public sealed record PromptResult(string Server, string Prompt, GetPromptResult Result);

/// <summary>
/// Asks how an argument of a prompt, or of a resource template, could go on. Answered with <see cref="CompletionResult"/>, or
/// <c>Status.Failure</c>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Reference">Whose argument it is: a <see cref="PromptReference"/> or a <see cref="ResourceTemplateReference"/>.</param>
/// <param name="Argument">The argument's name.</param>
/// <param name="Value">What there is of it.</param>
/// <param name="Others">The arguments that are settled, by name; null for none.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Complete(
    string Server,
    Reference Reference,
    string Argument,
    string Value,
    IReadOnlyDictionary<string, string>? Others = null,
    TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.CompletionComplete;

    string IProtocolRequest.Subject => $"The completion of '{Argument}' by";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var parameters = new CompleteRequestParams
        {
            Ref = Reference,
            Argument = new Argument { Name = Argument, Value = Value },
            Context = Others is { } others ? new CompleteContext { Arguments = others.ToDictionary() } : null,
        };
        return new CompletionResult(Server, Argument, ResultReader.Completion(await context.AskAsync(RequestMethods.CompletionComplete, parameters)));
    }
}

/// <summary>How an argument could go on.</summary>
public sealed record CompletionResult(string Server, string Argument, Completion Completion);

/// <summary>
/// Says from which level on a server is to send its log messages, which then come as <see cref="ServerLogged"/>. It holds for everybody who
/// uses the same process, until that ends. Answered with <see cref="LoggingLevelSet"/>, or <c>Status.Failure</c>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Level">The lowest level that is wanted.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
/// <remarks>From protocol 2026-07-28 on there is no such request: the level goes with each that is sent after it.</remarks>
public sealed record SetLoggingLevel(string Server, LoggingLevel Level, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.LoggingSetLevel;

    string IProtocolRequest.Subject => $"The logging level {Level} of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        await context.Connection.SetLoggingLevelAsync(Level, context.Cancellation);
        return new LoggingLevelSet(Server, Level);
    }
}

/// <summary>The server knows the level.</summary>
public sealed record LoggingLevelSet(string Server, LoggingLevel Level);
