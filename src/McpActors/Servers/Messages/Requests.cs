using System.Text.Json;
using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Asks a server for its tools. The answer is a <see cref="ToolList"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListTools(string Server, TimeSpan? Timeout = null) : IListRequest
{
    /// <summary>
    /// The age up to which a list from the catalog will do. The default value is null, for any age; zero asks the server, and starts it if need be. In a session
    /// the server is always asked.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    ListKind IListRequest.Kind => ListKind.Tools;

    string IObservedRequest.Method => RequestMethods.ToolsList;

    string IProtocolRequest.Subject => "The list of tools of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var list = await context.ListAsync(this, ListShapes.Tools, tools => new ToolList(Server, tools.Items) { Problems = tools.Problems });
        context.Learn(list.Tools);
        return list;
    }
}

/// <summary>A server's tools, with the server's descriptions.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tools">The tools, in the server's order.</param>
public sealed record ToolList(string Server, IReadOnlyList<Tool> Tools) : IListAnswer
{
    /// <summary>
    /// The items that could not be read, and the limit at which the list was cut (see <c>lists</c>), one sentence each;
    /// empty if there is no problem.
    /// </summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>How long ago the server gave the list; zero where it was asked now. A list from the catalog is shared: do not change its items.</summary>
    public TimeSpan Age { get; init; }

    IListAnswer IListAnswer.Aged(TimeSpan age) => this with { Age = age };
}

/// <summary>
/// Asks a server for its prompts. The answer is a <see cref="PromptList"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListPrompts(string Server, TimeSpan? Timeout = null) : IListRequest
{
    /// <inheritdoc cref="ListTools.MaxAge"/>
    public TimeSpan? MaxAge { get; init; }

    ListKind IListRequest.Kind => ListKind.Prompts;

    string IObservedRequest.Method => RequestMethods.PromptsList;

    string IProtocolRequest.Subject => "The list of prompts of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var list = await context.ListAsync(this, ListShapes.Prompts, prompts => new PromptList(Server, prompts.Items) { Problems = prompts.Problems });
        context.Names.AddPrompts(list.Prompts.Select(prompt => prompt.Name));
        return list;
    }
}

/// <summary>A server's prompts, with the server's descriptions.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Prompts">The prompts, in the server's order.</param>
public sealed record PromptList(string Server, IReadOnlyList<Prompt> Prompts) : IListAnswer
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <inheritdoc cref="ToolList.Age"/>
    public TimeSpan Age { get; init; }

    IListAnswer IListAnswer.Aged(TimeSpan age) => this with { Age = age };
}

/// <summary>
/// Asks for a prompt, filled in. The answer is a <see cref="PromptResult"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Prompt">The prompt's name.</param>
/// <param name="Arguments">The prompt's arguments, by name. The default value is null, for none.</param>
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
/// <param name="Server">The server's configured name.</param>
/// <param name="Prompt">The prompt's name.</param>
/// <param name="Result">The prompt's messages, as the server gave them.</param>
public sealed record PromptResult(string Server, string Prompt, GetPromptResult Result);

/// <summary>
/// Asks for completions of an argument of a prompt or of a resource template. The answer is a <see
/// cref="CompletionResult"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Reference">The owner of the argument: a <see cref="PromptReference"/> or a <see
/// cref="ResourceTemplateReference"/>.</param>
/// <param name="Argument">The argument's name.</param>
/// <param name="Value">The beginning of the value.</param>
/// <param name="Others">The arguments that are already known, by name. The default value is null, for none.</param>
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

/// <summary>The completions of an argument.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Argument">The argument's name.</param>
/// <param name="Completion">The proposed values: at most 100 by the protocol.</param>
public sealed record CompletionResult(string Server, string Argument, Completion Completion);

/// <summary>
/// Sets the lowest level of log messages that a server sends; they are published as <see cref="ServerLogged"/>. The
/// level holds for all users of the same process, until the process ends. The answer is <see cref="LoggingLevelSet"/>,
/// or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Level">The lowest level.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
/// <remarks>
/// Protocol 2026-07-28 and later have no such request; every request that is sent afterwards carries the level.
/// </remarks>
public sealed record SetLoggingLevel(string Server, LoggingLevel Level, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.LoggingSetLevel;

    string IProtocolRequest.Subject => $"The logging level {Level} of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        await context.Connection.SetLoggingLevelAsync(Level, context.Pending.Delivery, context.Cancellation);
        return new LoggingLevelSet(Server, Level);
    }
}

/// <summary>The logging level is set.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Level">The lowest level that the server sends from now on.</param>
public sealed record LoggingLevelSet(string Server, LoggingLevel Level);
