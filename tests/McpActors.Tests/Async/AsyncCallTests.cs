namespace McpActors.Tests.Async;

/// <summary>Tool calls of callers that are not actors.</summary>
public sealed class AsyncCallTests : AsyncTestKit
{
    [Fact]
    public async Task What_the_tool_gave_is_given_to_the_caller()
    {
        var call = Face.CallToolAsync("files", "list", new { path = "/srv" }, timeout: TimeSpan.FromSeconds(5));

        var asked = Servers.ExpectMsg<CallTool>();
        Servers.Reply(AResult());

        Assert.Equal("done", TextOf(await call.WaitAsync(Patience)));
        Assert.Equal(("files", "list", TimeSpan.FromSeconds(5)), (asked.Server, asked.Tool, asked.Timeout!.Value));
        Assert.Equal("/srv", asked.Arguments["path"].GetString());
        Assert.Null(asked.ProgressTo);
    }

    [Fact]
    public async Task A_failure_is_the_very_exception_of_the_actors()
    {
        var why = new McpServerException("files", ServerFailure.UnknownTool, "Server 'files' has no tool 'list'.");
        var call = Face.CallToolAsync("files", "list");
        Servers.ExpectMsg<CallTool>();

        Servers.Reply(new Status.Failure(why));

        Assert.Same(why, await Assert.ThrowsAsync<McpServerException>(() => call.WaitAsync(Patience)));
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_at_once_and_takes_the_call_back()
    {
        using var cancellation = new CancellationTokenSource();
        var call = Face.CallToolAsync("files", "list", cancellationToken: cancellation.Token);
        var asked = Servers.ExpectMsg<CallTool>();
        var promise = Servers.LastSender;

        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience));
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
        Assert.Equal(new CancelCall("files", asked.CallId!), Servers.ExpectMsg<CancelCall>());
        // Any later answer is too late.
        promise.Tell(new Status.Failure(new McpServerException("files", ServerFailure.Cancelled, "was cancelled")));
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_asks_nothing()
    {
        var call = Face.CallToolAsync("files", "list", cancellationToken: new CancellationToken(canceled: true));
        var next = Face.StartAsync("files");

        Servers.ExpectMsg<StartServer>();
        Servers.Reply(new ServerStarted(new ServerStatus { Server = "files", State = ServerState.Ready }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(ServerState.Ready, (await next.WaitAsync(Patience)).State);
    }

    [Fact]
    public async Task Calls_that_can_be_taken_back_have_names_that_no_other_face_gives()
    {
        using var cancellation = new CancellationTokenSource();
        var other = new ServersClient(Servers, Sessions, new PendingPromises((ExtendedActorSystem)Sys));
        var names = new HashSet<string?>();

        foreach (var face in (IMcpServers[])[Face, Face, other, other])
        {
            _ = face.CallToolAsync("files", "list", cancellationToken: cancellation.Token);
            names.Add(Servers.ExpectMsg<CallTool>().CallId);
        }

        Assert.Equal(4, names.Count);
        Assert.DoesNotContain(null, names);
        await cancellation.CancelAsync();
    }

    [Fact]
    public async Task Progress_is_told_in_order_before_the_answer()
    {
        var told = new Told();
        var call = Face.CallToolAsync("files", "list", progress: told);
        var asked = Servers.ExpectMsg<CallTool>();

        foreach (var i in (int[])[1, 2, 3]) asked.ProgressTo!.Tell(new ToolProgress("files", "list", asked.CallId, i, 3, null), Servers);
        Servers.Reply(AResult());

        await call.WaitAsync(Patience);
        Assert.Equal([1, 2, 3], told.Steps);
    }

    [Fact]
    public async Task Progress_that_its_caller_cannot_take_fails_the_call_and_takes_it_back()
    {
        var call = Face.CallToolAsync("files", "list", progress: new Told { Throws = true });
        var asked = Servers.ExpectMsg<CallTool>();

        asked.ProgressTo!.Tell(new ToolProgress("files", "list", asked.CallId, 1, 3, null), Servers);

        Assert.Equal("no more", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => call.WaitAsync(Patience))).Message);
        Assert.Equal(asked.CallId, Servers.ExpectMsg<CancelCall>().CallId);
    }

    [Fact]
    public async Task What_is_under_way_fails_when_the_system_ends_and_so_does_all_that_comes()
    {
        var call = Face.CallToolAsync("files", "list");
        Servers.ExpectMsg<CallTool>();

        await Sys.Terminate();

        var underWay = await Assert.ThrowsAsync<McpServerException>(() => call.WaitAsync(Patience));
        var late = await Assert.ThrowsAsync<McpServerException>(() => Face.GetServersAsync().WaitAsync(Patience));
        Assert.Equal((ServerFailure.ShuttingDown, ServerFailure.ShuttingDown), (underWay.Failure, late.Failure));
        Assert.Contains(Sys.Name, late.Message);
    }

    [Fact]
    public async Task An_answer_of_another_type_is_said_to_be_one()
    {
        var request = Face.RequestAsync<PromptList>(new ListTools("files"));
        Servers.ExpectMsg<ListTools>();
        Servers.Reply(Tools());

        var refused = await Assert.ThrowsAsync<InvalidCastException>(() => request.WaitAsync(Patience));

        Assert.Contains(nameof(ToolList), refused.Message);
        Assert.Contains(nameof(PromptList), refused.Message);
    }

    [Fact]
    public async Task Arguments_without_names_are_refused_before_anything_is_asked()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Face.CallToolAsync("files", "list", (object)"/srv"));

        Assert.Contains("names", refused.Message);
        await Assert.ThrowsAsync<ArgumentNullException>(() => Face.CallToolAsync(null!, "list"));
        await Assert.ThrowsAsync<ArgumentException>(() => Face.CallToolAsync("files", ""));
    }

    [Fact]
    public void Arguments_may_be_a_dictionary_of_whatever_there_is()
    {
        _ = Face.CallToolAsync("files", "list", new Dictionary<string, object?> { ["path"] = "/srv", ["depth"] = 2, ["filter"] = null });

        var asked = Servers.ExpectMsg<CallTool>().Arguments;

        Assert.Equal(("/srv", 2, JsonValueKind.Null), (asked["path"].GetString(), asked["depth"].GetInt32(), asked["filter"].ValueKind));
    }

    private sealed class Told : IProgress<ToolProgress>
    {
        public List<int> Steps { get; } = [];

        public bool Throws { get; init; }

        public void Report(ToolProgress value)
        {
            if (Throws) throw new InvalidTimeZoneException("no more");
            Steps.Add((int)value.Progress);
        }
    }
}
