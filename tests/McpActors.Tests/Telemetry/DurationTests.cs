using System.Diagnostics.Metrics;
using McpActors.Telemetry;
using McpActors.Tests.Servers.Protocol;

namespace McpActors.Tests.Telemetry;

/// <summary>The tags by which durations of requests differ.</summary>
public sealed class DurationTests : ProtocolTest
{
    private const string Done = """{"content":[]}""", Error = """{"content":[{"type":"text","text":"Unknown tool"}],"isError":true}""";

    private readonly ConcurrentQueue<(string? Tool, string? Prompt, string? Error)> _durations = [];

    [Fact]
    public async Task A_name_that_a_model_has_made_up_is_no_tag()
    {
        using var listener = Listen();
        var server = await ConnectAsync(capabilities: """{"prompts":{}}""");

        // Some servers report it by a result, some by an error.
        await CallAsync(server, "ecko", Error);
        Requests.Send(new CallTool("a", "ekko"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("tools/call"), -32602, "no such tool");
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}""");
        await ExpectMsgAsync<Status.Failure>(Patience);
        Requests.Send(new GetPrompt("a", "greet"), TestActor);
        await server.RefuseAsync(await server.ReceiveAsync("prompts/get"), -32602, "no such prompt");
        await ExpectMsgAsync<Status.Failure>(Patience);

        Assert.Equal([(null, null, "tool_error"), (null, null, "unknown_tool"), (null, null, "-32602")], _durations);
    }

    [Fact]
    public async Task A_tool_that_the_server_has_is_a_tag_whatever_comes_of_the_call()
    {
        using var listener = Listen();
        var server = await ConnectAsync();

        await CallAsync(server, "echo", Done);
        await CallAsync(server, "echo", Error);
        Requests.Send(new ListTools("a"), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/list"), """{"tools":[{"name":"sum","inputSchema":{"type":"object"}}]}""");
        await ExpectMsgAsync<ToolList>(Patience);
        await CallAsync(server, "sum", Error);

        Assert.Equal([("echo", null, null), ("echo", null, "tool_error"), (null, null, null), ("sum", null, "tool_error")], _durations);
    }

    [Fact]
    public void There_are_not_more_than_anybody_can_look_at()
    {
        var names = new KnownNames();

        names.AddTools(Enumerable.Range(0, 5000).Select(number => $"tool{number}"));

        Assert.True(names.Has(new CallTool("a", "tool999")));
        Assert.False(names.Has(new CallTool("a", "tool1000")));
        Assert.False(names.Has(new GetPrompt("a", "tool1")));
    }

    private async Task CallAsync(ScriptedServer server, string tool, string answer)
    {
        Requests.Send(new CallTool("a", tool), TestActor);
        await server.AnswerAsync(await server.ReceiveAsync("tools/call"), answer);
        await ExpectMsgAsync<ToolResult>(Patience);
    }

    // Recorded before the answer, so that its receiver finds it.
    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == McpActorsTelemetry.Name && instrument.Name == "mcp.client.operation.duration") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string);
            if (all[McpActorsTelemetry.ServerTag] != "a") return;
            _durations.Enqueue((all.GetValueOrDefault("gen_ai.tool.name"), all.GetValueOrDefault("gen_ai.prompt.name"), all.GetValueOrDefault("error.type")));
        });
        listener.Start();
        return listener;
    }
}
