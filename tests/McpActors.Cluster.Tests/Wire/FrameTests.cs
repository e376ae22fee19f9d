using McpActors.Processes;

namespace McpActors.Cluster.Tests.Wire;

/// <summary>The sizes of messages, and the errors for messages that are too long.</summary>
public sealed class FrameTests : TestKit
{
    private const int Schedules = 10_000;
    private const int ArgumentBytes = 1000;

    public FrameTests()
        : base(ConfigurationFactory.ParseString(Configuration).WithFallback(McpActorsCluster.DefaultConfig()))
    {
    }

    private const string Configuration =
        """
        akka.loglevel = ERROR
        akka.stdout-loglevel = OFF
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.dot-netty.tcp.port = 0
        """;

    public static TheoryData<string> Manifests => [.. WireTypes.ByManifest.Keys.Order(StringComparer.Ordinal)];

    private McpActorsSerializer Serializer => (McpActorsSerializer)Sys.Serialization.FindSerializerForType(typeof(CallTool));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_is_measured_to_the_byte(string manifest)
    {
        var message = new Specimens(TestActor).Of(WireTypes.ByManifest[manifest]);

        Assert.True(new FrameLimit(Sys).Fits(message, out var bytes));

        Assert.Equal(Serializer.ToBinary(message).Length, bytes);
    }

    [Fact]
    public void So_are_failures_and_what_is_remembered()
    {
        object[] messages =
        [
            new Status.Failure(new McpServerException("files", ServerFailure.Exited, "It ended.", new ExitReport { Confirmed = true, Pid = 42, StderrTail = ["\"why\"", "ü"] })),
            new Status.Failure(new TimeoutException("too late")),
            ScheduleBucket.Empty.With([KeyValuePair.Create("s", Record("s"))]),
            TickMemory.Empty.With(3, "akka.tcp://nodes@127.0.0.1:4001#7", new LeaderTicks(1, null, [])),
            "a text, which goes by a serializer of Akka.NET",
        ];

        foreach (var message in messages)
        {
            Assert.True(new FrameLimit(Sys).Fits(message, out var bytes));
            Assert.Equal(Sys.Serialization.FindSerializerFor(message).ToBinary(message).Length, bytes);
        }
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("Übergröße, 漢字, <a href='x'>a + b & c</a>")]
    public void Text_is_as_long_as_its_server_wrote_it(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1000));
        var written = $$$"""{"content":[{"type":"text","text":"{{{text}}}"}],"structuredContent":{"{{{part}}}":["{{{text}}}"]}}""";
        var message = new ToolResult("files", "echo", JsonSerializer.Deserialize<CallToolResult>(written, ModelContextProtocol.McpJsonUtilities.DefaultOptions)!, TimeSpan.Zero);

        var bytes = Serializer.ToBinary(message);
        var back = (ToolResult)Serializer.FromBinary(bytes, Serializer.Manifest(message));

        const int NamesAround = 200;
        Assert.InRange(bytes.Length, 1, Encoding.UTF8.GetByteCount(written) + NamesAround);
        Assert.Equal(text, ((TextContentBlock)back.Result.Content[0]).Text);
        Assert.Equal(text, back.Result.StructuredContent!.Value.GetProperty(part)[0].GetString());
    }

    [Fact]
    public void What_does_not_fit_is_a_failure_that_says_how_long_it_is_how_long_it_may_be_and_what_to_do()
    {
        using var system = ActorSystem.Create("small", ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b\n" + Configuration)
            .WithFallback(McpActorsCluster.DefaultConfig()));
        var limit = new FrameLimit(system);
        var path = new RootActorPath(new Address("akka.tcp", "nodes", "127.0.0.1", 1)) / "user" / "asks";
        var far = ((ExtendedActorSystem)system).Provider.ResolveActorRef(path.ToString());
        var (fits, tooLong) = (Text(100_000), Text(120_000));

        Assert.Same(fits, limit.OrFailure(fits, far));
        Assert.Same(tooLong, limit.OrFailure(tooLong, system.DeadLetters));
        var failure = Assert.IsType<McpClusterException>(Assert.IsType<Status.Failure>(limit.OrFailure(tooLong, far)).Cause);

        Assert.Equal(128_000, limit.Frame);
        Assert.StartsWith("ToolResult has 120,", failure.Message, StringComparison.Ordinal);
        Assert.Contains("at most 119,808 (akka.remote.dot-netty.tcp.maximum-frame-size = 125 KiB", failure.Message, StringComparison.Ordinal);
        Assert.Contains("raise akka.remote.dot-netty.tcp.maximum-frame-size on all nodes", failure.Message, StringComparison.Ordinal);

        static ToolResult Text(int length) =>
            new("files", "echo", new CallToolResult { Content = [new TextContentBlock { Text = new string('x', length) }] }, TimeSpan.Zero);
    }

    [Fact]
    public void A_server_that_is_defined_later_and_does_not_fit_can_be_warned_of()
    {
        var server = new ServerSettings { Name = "files", Command = "x", MaxMessageBytes = 32 << 20 };
        var frame = new FrameLimit(Sys).Frame;

        Assert.Equal(
            "Server 'files': max-message = 32 MiB and 16 KiB around it exceed the longest message between nodes, akka.remote.dot-netty.tcp.maximum-frame-size = 32 MiB: "
            + "Akka.Remote would drop such an answer; allowed: at most 32752 KiB, for the server or in server-defaults, or "
            + "akka.remote.dot-netty.tcp.maximum-frame-size = 32784 KiB or more on all nodes.",
            FrameBudget.Warning(server, frame));
        Assert.Null(FrameBudget.Warning(server with { MaxMessageBytes = 16 << 20 }, frame));
    }

    [Fact]
    public void A_list_of_ten_thousand_schedules_fits()
    {
        var list = new ScheduleList([.. Enumerable.Range(0, Schedules).Select(n => new ScheduleStatus(Schedule(Name(n)), DateTimeOffset.UnixEpoch.AddSeconds(n), 1, n))]);

        Assert.True(new FrameLimit(Sys).Fits(list, out var bytes), $"{bytes:N0} bytes");
        Assert.InRange(bytes, Schedules * ArgumentBytes, FrameBudget.Default - FrameBudget.Margin);
    }

    [Fact]
    public void Ten_thousand_schedules_that_were_put_are_written_and_gossiped_in_parts_that_fit_many_times()
    {
        var buckets = Enumerable.Range(0, Schedules).Select(Name).GroupBy(name => ScheduleBucket.KeyOf(name).Id)
            .Select(bucket => Serializer.Measure(ScheduleBucket.Empty.With(bucket.Select(name => KeyValuePair.Create(name, Record(name)))))).OrderDescending().ToList();
        var atOnce = Sys.Settings.Config.GetInt("akka.cluster.distributed-data.max-delta-elements");

        // One bucket is written, and a gossip holds as many as the largest allows, before compression.
        Assert.InRange(buckets[0], Schedules / buckets.Count * ArgumentBytes, FrameBudget.Default / 100);
        Assert.InRange(buckets.Take(atOnce).Sum(), ArgumentBytes, FrameBudget.Default / 8);
        Assert.InRange(atOnce, 1, ScheduleBucket.Keys.Count / 8);
    }

    private static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"report-of-customer-{n}");

    private static ScheduleRecord Record(string name) => new() { Version = 1, Through = DateTimeOffset.UnixEpoch, Put = Schedule(name) };

    private static ScheduleDefinition Schedule(string name) => new()
    {
        Name = name,
        Cron = "*/15 8-18 * * 1-5",
        TimeZone = "Europe/Berlin",
        Jobs = [new ToolJob("files", "write_report", new Dictionary<string, JsonElement> { ["text"] = JsonSerializer.SerializeToElement(new string('x', ArgumentBytes)) }) { NodeRetries = 2 }],
    };
}
