using System.Runtime.Serialization;
using System.Text.Json.Nodes;
using Akka.Serialization;
using McpActors.Processes;

namespace McpActors.Cluster.Tests.Wire;

public sealed class WireTests : TestKit
{
    // If set, stores the specimens of new messages. Stored specimens of existing messages must not change.
    private const string StoreVariable = "MCPACTORS_STORE_WIRE";

    public WireTests()
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

    private McpActorsSerializer Serializer => (McpActorsSerializer)Sys.Serialization.FindSerializerForType(typeof(CallTool));

    public static TheoryData<string> Manifests => [.. WireTypes.ByManifest.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_message_comes_back_with_all_it_holds(string manifest)
    {
        var message = new Specimens(TestActor).Of(WireTypes.ByManifest[manifest]);
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(message);

        var back = Sys.Serialization.Deserialize(Sys.Serialization.Serialize(message), serializer.Identifier, serializer.Manifest(message));

        Assert.Equal(McpActorsSerializer.Id, serializer.Identifier);
        Alike.Assert(message, back, manifest);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void What_was_stored_by_the_first_version_is_read_and_what_it_knew_is_the_same(string manifest)
    {
        var type = WireTypes.ByManifest[manifest];
        var file = Path.Combine(AppContext.BaseDirectory, "Wire", "Stored", manifest.Replace('/', '.') + ".json");
        if (Environment.GetEnvironmentVariable(StoreVariable) is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), Serializer.ToBinary(new Specimens(ActorRefs.Nobody).Of(type)));
        var stored = JsonNode.Parse(File.ReadAllBytes(file))!;

        var read = Serializer.FromBinary(Encoding.UTF8.GetBytes(stored.ToJsonString()), manifest);

        var again = JsonNode.Parse(Serializer.ToBinary(read))!;
        AssertHolds(stored, again, manifest);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Fields_that_a_newer_version_adds_are_passed_over(string manifest)
    {
        var message = new Specimens(TestActor).Of(WireTypes.ByManifest[manifest]);
        var json = (JsonObject)JsonNode.Parse(Serializer.ToBinary(message))!;
        json["addedByANewerVersion"] = new JsonObject { ["a"] = 1 };

        var back = Serializer.FromBinary(Encoding.UTF8.GetBytes(json.ToJsonString()), manifest);

        Alike.Assert(message, back, manifest);
    }

    [Fact]
    public void A_result_as_deep_as_a_server_may_send_it_comes_back()
    {
        var deep = JsonDocument.Parse($"{string.Concat(Enumerable.Repeat("{\"a\":", 900))}1{new string('}', 900)}", new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
        var message = new ToolResult("a", "b", new CallToolResult { StructuredContent = deep }, TimeSpan.Zero);

        var back = (ToolResult)Serializer.FromBinary(Serializer.ToBinary(message), "tool-result/1");

        Assert.Equal(deep.GetRawText(), back.Result.StructuredContent!.Value.GetRawText());
    }

    [Fact]
    public void A_field_that_an_older_version_does_not_have_yet_has_its_default()
    {
        var report = (ClusterSweepReport)Serializer.FromBinary("""{"scope":"OrphansOnly","reasons":["requested"],"inUse":0,"processes":[],"elapsed":"00:00:01"}"""u8.ToArray(), "cluster-sweep-report/1");
        var run = (RunBatch)Serializer.FromBinary("""{"jobs":[]}"""u8.ToArray(), "run-batch/1");
        var schedule = (PutSchedule)Serializer.FromBinary("""{"schedule":{"name":"s","cron":"* * * * *","jobs":[]}}"""u8.ToArray(), "put-schedule/1");

        var tools = (ToolList)Serializer.FromBinary("""{"server":"a","tools":[]}"""u8.ToArray(), "tool-list/1");

        Assert.Empty(tools.Problems);
        Assert.Empty(report.Nodes);
        Assert.Equal(4, run.MaxParallel);
        Assert.Equal((4, TimeSpan.FromMinutes(5)), (schedule.Schedule.MaxParallel, schedule.Schedule.Timeout));
    }

    [Theory]
    [InlineData("""{"jobs":[{"kind":"tool","server":"s","tool":"t","arguments":{}},{"kind":"actor","actorName":"a"}]}""", null)]
    [InlineData("""{"jobs":[{"server":"s","tool":"t","arguments":{}}]}""", "'run-batch/1' is invalid")]
    [InlineData("""{"jobs":[{"kind":"McpActors.Scheduling.ToolJob","server":"s","tool":"t","arguments":{}}]}""", "'run-batch/1' is invalid")]
    public void A_job_has_one_of_the_known_kinds_or_is_refused(string json, string? refusal)
    {
        var read = Record.Exception(() => Assert.Equal(["s/t", "a"], ((RunBatch)Serializer.FromBinary(Encoding.UTF8.GetBytes(json), "run-batch/1")).Jobs.Select(job => job.Name)));

        if (refusal is null) Assert.Null(read);
        else Assert.Contains(refusal, Assert.IsType<SerializationException>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sweep_of_a_batch_comes_back_with_the_report_of_each_node()
    {
        var specimens = new Specimens(TestActor);
        var swept = new BatchSwept((BatchReport)specimens.Of(typeof(BatchReport)), (ClusterSweepReport)specimens.Of(typeof(ClusterSweepReport)));

        var back = (BatchSwept)Serializer.FromBinary(Serializer.ToBinary(swept), Serializer.Manifest(swept));

        Alike.Assert(swept, back, "swept");
    }

    [Fact]
    public void Whatever_has_such_a_default_is_read_so_that_it_keeps_it()
    {
        var known = new HashSet<Type>();
        foreach (var type in WireTypes.Manifests.Keys) Collect(type, known);
        var lost = known.Where(type => !WireOptions.WithDefaults.Contains(type)).Where(HasDefaults);

        Assert.Empty(lost.Select(type => type.Name));

        static bool HasDefaults(Type type)
        {
            var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
            var record = constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
            var given = constructor.GetParameters().Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return type.GetProperties().Where(p => p.SetMethod is { IsStatic: false } && !given.Contains(p.Name)).Any(p => p.GetValue(record) is { } value
                && !(p.PropertyType.IsValueType && value.Equals(Activator.CreateInstance(p.PropertyType))));
        }
    }

    private static void Collect(Type type, HashSet<Type> known)
    {
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments()) Collect(argument, known);
        }
        else if (Specimens.Kinds(type) is var kinds && kinds[0] != type)
        {
            foreach (var kind in kinds) Collect(kind, known);
        }
        else if (type.Namespace?.StartsWith("McpActors", StringComparison.Ordinal) == true && type.GetMethod("<Clone>$") is not null && known.Add(type))
        {
            foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null)) Collect(property.PropertyType, known);
        }
    }

    [Fact]
    public void Every_public_message_has_a_manifest_or_is_refused_by_name()
    {
        var assemblies = new[] { typeof(McpActorsExtension).Assembly, typeof(McpActorsCluster).Assembly };
        var messages = assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsInterface: false, IsAbstract: false, IsEnum: false } && !typeof(Exception).IsAssignableFrom(type))
            .Where(type => type.Namespace is "McpActors.Servers" or "McpActors.Sessions" or "McpActors.Scheduling" or "McpActors.Reaping" or "McpActors.Cluster")
            .Where(type => type.GetMethod("<Clone>$") is not null) // a record
            .Where(type => !PartsOfMessages.Contains(type.Name));

        var unbound = messages.Where(type => Sys.Serialization.FindSerializerForType(type) is not McpActorsSerializer).Select(type => type.FullName);

        Assert.Empty(unbound);
    }

    // Records that occur only inside messages, or on the event stream of a host whose directory is no cluster's.
    private static readonly HashSet<string> PartsOfMessages =
    [
        nameof(ToolJob), nameof(ActorJob), nameof(JobReport), nameof(ScheduleDefinition), nameof(ScheduleStatus), nameof(BatchReport), "SweptProcess", nameof(NodeSweep), nameof(NodeServers),
        nameof(ServerChange), nameof(ProcessStatus), nameof(CutResult), nameof(ClaimLoss), nameof(SessionDirectoryChanged),
    ];

    [Fact]
    public void What_stays_in_its_node_is_refused_with_the_reason()
    {
        var refused = Assert.Throws<SerializationException>(() => Sys.Serialization.Serialize(new ApplyServers([])));

        Assert.Contains("own configuration", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_of_a_newer_version_is_named_in_the_refusal()
    {
        var refused = Assert.Throws<SerializationException>(() => Serializer.FromBinary("{}"u8.ToArray(), "call-tool/2"));

        Assert.Contains("call-tool/2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_servers_failure_comes_back_as_itself_with_exit_and_stderr()
    {
        var exit = new ExitReport { Confirmed = true, Pid = 42, ExitCode = 3, Rung = Rung.Term, StderrTail = ["out of cheese"] };

        var back = (McpServerException)RoundTrip(new Status.Failure(new McpServerException("files", ServerFailure.Exited, "It ended.", exit))).Cause;

        Assert.Equal(("files", ServerFailure.Exited, "It ended."), (back.Server, back.Failure, back.Message));
        Alike.Assert(exit, back.Exit, "exit");
    }

    [Fact]
    public void A_sessions_failure_comes_back_as_itself()
    {
        var back = (McpSessionException)RoundTrip(new Status.Failure(new McpSessionException("s-1", SessionFailure.IdInUse, "It is open."))).Cause;

        Assert.Equal(("s-1", SessionFailure.IdInUse, "It is open."), (back.Session, back.Failure, back.Message));
    }

    [Fact]
    public void A_schedulers_failure_comes_back_with_its_batch()
    {
        var batch = (BatchReport)new Specimens(TestActor).Of(typeof(BatchReport));

        var back = (McpSchedulerException)RoundTrip(new Status.Failure(new McpSchedulerException("It was not swept.") { Batch = batch })).Cause;

        Assert.Equal("It was not swept.", back.Message);
        Alike.Assert(batch, back.Batch, "batch");
    }

    [Fact]
    public void A_failure_that_is_not_ours_goes_as_Akka_has_it()
    {
        var back = RoundTrip(new Status.Failure(new TimeoutException("too late")));

        Assert.Equal("too late", Assert.IsType<TimeoutException>(back.Cause).Message);
    }

    [Fact]
    public void A_bucket_of_schedules_comes_back_with_all_it_holds()
    {
        var record = (ScheduleRecord)new Specimens(TestActor).Of(typeof(ScheduleRecord));
        var bucket = ScheduleBucket.Empty.With([KeyValuePair.Create("nightly", record)], record.Through.AddDays(-1));

        var back = (ScheduleBucket)Serializer.FromBinary(Serializer.ToBinary(bucket), Serializer.Manifest(bucket));

        Alike.Assert(record, back.Records["nightly"], "record");
        Assert.Equal(bucket, back);
        Assert.Equal(record.Through.AddDays(-1), back.DroppedUntil);
    }

    [Fact]
    public void What_an_older_version_remembers_of_schedules_and_ticks_is_read()
    {
        var bucket = (ScheduleBucket)Serializer.FromBinary("""{"records":{"s":{"version":2,"through":"2026-03-29T03:00:00+00:00","removed":true}}}"""u8.ToArray(), "schedule-bucket/1");
        var memory = (TickMemory)Serializer.FromBinary(
            """{"epoch":1,"leaders":{"a#1":{"version":1,"open":[{"schedule":"s","due":"2026-03-29T03:00:00+00:00"}]}}}"""u8.ToArray(), "tick-memory/1");

        Assert.True(bucket.Records["s"].Removed);
        Assert.Null(bucket.DroppedUntil);
        Assert.False(Assert.Single(memory.Started).Tick.Waits);
        Assert.Empty(memory.Waiting);
    }

    [Fact]
    public void What_is_remembered_of_ticks_comes_back_with_all_it_holds()
    {
        var ticks = (LeaderTicks)new Specimens(TestActor).Of(typeof(LeaderTicks));
        var memory = TickMemory.Empty.With(3, "akka.tcp://nodes@127.0.0.1:4001#7", ticks);

        var back = (TickMemory)Serializer.FromBinary(Serializer.ToBinary(memory), Serializer.Manifest(memory));

        Assert.Equal(memory, back);
        Alike.Assert(ticks, back.Leaders.Values.Single(), "ticks");
    }

    private Status.Failure RoundTrip(Status.Failure failure)
    {
        var serializer = (SerializerWithStringManifest)Sys.Serialization.FindSerializerFor(failure);
        return (Status.Failure)Sys.Serialization.Deserialize(serializer.ToBinary(failure), serializer.Identifier, serializer.Manifest(failure));
    }

    /// <summary>Checks that the new object contains everything of the stored one; it may contain more.</summary>
    private static void AssertHolds(JsonNode? stored, JsonNode? now, string path)
    {
        if (stored is JsonObject o)
            foreach (var (key, value) in o) AssertHolds(value, (now as JsonObject)?[key], $"{path}.{key}");
        else if (stored is JsonArray list)
            for (var i = 0; i < list.Count; i++) AssertHolds(list[i], (now as JsonArray)?[i], $"{path}[{i}]");
        else
            Assert.True(JsonNode.DeepEquals(stored, now), $"{path} was stored as {stored?.ToJsonString()} and is read as {now?.ToJsonString() ?? "nothing"}");
    }
}
