using ModelContextProtocol.Protocol;

namespace McpActors.EndToEnd.Tests;

/// <summary>The full protocol, with the public server that implements all of it.</summary>
public sealed class EverythingTests : EndToEndTest
{
    private const string Server = "everything";
    private const string Uri = "demo://resource/dynamic/text/1";

    private string Hocon =>
        $$"""
        mcp-actors {
          {{Here}}
          servers { {{Server}} { command = npx, args = ["-y", "{{NpxServers.Everything}}"], startup-timeout = 2m } }
        }
        """;

    [NpxFact]
    public async Task Its_tools_tell_their_progress_and_can_be_cancelled()
    {
        await using var host = new EmbeddedHost(Hocon);
        using var listener = host.Listener();
        var call = new CallTool(Server, "trigger-long-running-operation", new { duration = 0.5, steps = 5 });

        await host.AskAsync<ToolResult>(call with { ProgressTo = listener.Receiver, CallId = "short" });

        for (var step = 1; step <= 5; step++)
            Assert.Equal(new ToolProgress(Server, call.Tool, "short", step, 5, null), await listener.ReceiveAsync(TimeSpan.FromMinutes(1)));

        var endless = new CallTool(Server, call.Tool, new { duration = 3600, steps = 36000 }) with { ProgressTo = listener.Receiver, CallId = "endless" };
        var cancelled = host.AskAsync<ToolResult>(endless);
        Assert.IsType<ToolProgress>(await listener.ReceiveAsync(TimeSpan.FromMinutes(1)));
        host.Servers.Tell(new CancelCall(Server, "endless"));
        Assert.Equal(ServerFailure.Cancelled, (await Assert.ThrowsAsync<McpServerException>(() => cancelled)).Failure);
        Assert.Equal("Echo: hello", await host.CallAsync(Server, "echo", new { message = "hello" }));
    }

    [NpxFact]
    public async Task Its_resources_and_prompts_are_read_completed_and_subscribed_to()
    {
        await using var host = new EmbeddedHost(Hocon);

        Assert.NotEmpty((await host.AskAsync<ResourceList>(new ListResources(Server))).Resources);
        Assert.NotEmpty((await host.AskAsync<ResourceTemplateList>(new ListResourceTemplates(Server))).Templates);
        var read = await host.AskAsync<ResourceResult>(new ReadResource(Server, Uri));
        Assert.IsType<TextResourceContents>(Assert.Single(read.Result.Contents));
        Assert.Contains((await host.AskAsync<PromptList>(new ListPrompts(Server))).Prompts, prompt => prompt.Name == "args-prompt");
        var prompt = await host.AskAsync<PromptResult>(
            new GetPrompt(Server, "args-prompt", new Dictionary<string, string> { ["city"] = "Paris" }));
        Assert.Equal("What's weather in Paris?", ((TextContentBlock)Assert.Single(prompt.Result.Messages).Content).Text);
        var completion = await host.AskAsync<CompletionResult>(
            new Complete(Server, new PromptReference { Name = "completable-prompt" }, "department", "Eng"));
        Assert.Equal(["Engineering"], completion.Completion.Values);

        await host.AskAsync<Subscribed>(new Subscribe(Server, Uri));
        await host.CallAsync(Server, "toggle-subscriber-updates");
        Assert.Equal(Uri, (await host.SeeAsync<ResourceUpdated>(_ => true)).Uri);
        await host.AskAsync<Unsubscribed>(new Unsubscribe(Server, Uri));
    }

    [NpxFact]
    public async Task What_it_asks_for_the_platform_answers_and_what_it_logs_is_an_event()
    {
        await using var host = new EmbeddedHost(Hocon, new McpHandlers
        {
            Roots = (_, _, _) => Task.FromResult(new ListRootsResult { Roots = [new Root { Uri = "file:///srv/data", Name = "data" }] }),
            Sampling = (server, _, _) => Task.FromResult(
                new CreateMessageResult { Model = $"model-for-{server}", Content = [new TextContentBlock { Text = "42" }] }),
            Elicitation = (_, _, _) => Task.FromResult(
                new ElicitResult { Action = "accept", Content = new Dictionary<string, JsonElement> { ["name"] = JsonSerializer.SerializeToElement("Ada") } }),
        });
        await host.AskAsync<LoggingLevelSet>(new SetLoggingLevel(Server, LoggingLevel.Info));

        // The tools that need the platform appear when the server knows the client's capabilities.
        await host.SeeAsync<ToolsChanged>(_ => true);
        var logged = await host.SeeAsync<ServerLogged>(message => message.Logger == "everything-server");

        Assert.Equal((Server, LoggingLevel.Info, "Roots updated: 1 root(s) received from client"), (logged.Server, logged.Level, logged.Data.GetString()));
        Assert.Contains("file:///srv/data", await host.CallAsync(Server, "get-roots-list"), StringComparison.Ordinal);
        Assert.Contains(
            "model-for-everything", await host.CallAsync(Server, "trigger-sampling-request", new { prompt = "6x7?" }), StringComparison.Ordinal);
        Assert.Contains("Name: Ada", await host.CallAsync(Server, "trigger-elicitation-request"), StringComparison.Ordinal);
    }

    [NpxFact]
    public async Task Where_the_platform_fails_the_tool_says_so_and_the_server_lives()
    {
        await using var host = new EmbeddedHost(Hocon, new McpHandlers { Sampling = (_, _, _) => throw new InvalidOperationException("no model today") });
        await host.AskAsync<ServerStarted>(new StartServer(Server));
        await host.SeeAsync<ToolsChanged>(_ => true);

        var said = await host.CallAsync(Server, "trigger-sampling-request", new { prompt = "6x7?" });

        Assert.Contains("The client's handler for sampling/createMessage failed", said, StringComparison.Ordinal);
        Assert.Equal("Echo: hello", await host.CallAsync(Server, "echo", new { message = "hello" }));
        var tools = (await host.AskAsync<ToolList>(new ListTools(Server))).Tools.Select(tool => tool.Name).ToList();
        Assert.DoesNotContain("get-roots-list", tools);
        Assert.DoesNotContain("trigger-elicitation-request", tools);
    }
}
