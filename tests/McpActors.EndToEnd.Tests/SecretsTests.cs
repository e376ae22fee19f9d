using McpActors.Telemetry;

namespace McpActors.EndToEnd.Tests;

/// <summary>
/// A server that prints its 28 secrets in everything it writes: none of them is printed, logged, returned or traced, in
/// any encoding.
/// </summary>
public sealed class SecretsTests : EndToEndTest
{
    public static TheoryData<string> Encodings => [.. PlantedSecrets.Encodings];

    [LinuxTheory]
    [MemberData(nameof(Encodings))]
    public async Task No_secret_is_in_an_error_a_status_an_event_or_a_trace(string encoding)
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == McpActorsTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue($"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        var said = new List<string>();
        await using (var host = new EmbeddedHost($"mcp-actors {{ {Here}, servers {{ {PlantedSecrets.Server("leaky", Artifacts.Adversary, encoding, "restart.max-restarts = 0")} }} }}"))
        {
            using var events = host.Listener();
            foreach (var type in (Type[])[typeof(IProcessEvent), typeof(ServerChanged)]) host.System.EventStream.Subscribe(events.Receiver, type);
            await host.AskAsync<ServerStarted>(new StartServer("leaky"));
            said.Add((await SeeAsync<ProcessStarted>(events)).ToString());
            said.Add((await SeeAsync<ProcessReady>(events)).ToString());
            said.Add(Text(await host.Servers.Ask<ServerList>(GetServers.Instance, TimeSpan.FromSeconds(20))));
            said.Add((await FailAsync(host, "refuse")).ToString());
            said.Add((await FailAsync(host, "die")).ToString());
            var exited = await SeeAsync<ProcessExited>(events);
            said.Add($"{exited} {string.Join('\n', exited.Exit.StderrTail)}");
            Assert.All(said, text => Assert.Contains("***", text, StringComparison.Ordinal));
            said.Add((await SeeAsync<ServerChanged>(events, changed => changed.Status.State == ServerState.Parked)).ToString());
            said.Add(Text(await host.Servers.Ask<ServerList>(GetServers.Instance, TimeSpan.FromSeconds(20))));
        }

        Assert.Contains(spans, span => span.Contains("cannot use", StringComparison.Ordinal) && span.Contains("***", StringComparison.Ordinal));
        Assert.Empty(PlantedSecrets.Leaks(string.Join('\n', said.Concat(spans))));
    }

    [LinuxFact]
    public async Task No_secret_is_printed_or_logged()
    {
        var log = Path.Combine(Folder, "log.json");
        var servers = PlantedSecrets.Encodings.Select(encoding => PlantedSecrets.Server(encoding, Artifacts.Adversary, encoding, "restart.max-restarts = 0"));
        var jobs = PlantedSecrets.Encodings.SelectMany(encoding => ((string[])["refuse", "fail", "die"])
            .Select(text => $"{{ server = {encoding}, tool = echo, arguments {{ text = {text} }} }}"));
        var config = Config(servers, $"{Here}\nscheduler.schedules.all {{ cron = \"* * * * * *\", max-parallel = 1, jobs = [ {string.Join(", ", jobs)} ] }}");
        using var program = RunningProgram.Start("run", "--config", config, "--log-file", log);
        await program.SeeAsync(@" exited ", PlantedSecrets.Encodings.Count);
        await program.SeeAsync(@"all +batch ");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        var called = await RunningProgram.RunAsync("call", "base64", "echo", """{"text": "refuse"}""", "--config", config, "--log-file", Path.Combine(Folder, "call.json"));

        Assert.Contains("cannot use ***", called.Stderr, StringComparison.Ordinal);
        foreach (var text in (string[])["knows ***", "did not work with ***", "fatal: ***", "cannot use ***", "--pat=***"]) Assert.Contains(text, ended.Stdout, StringComparison.Ordinal);
        Assert.Empty(PlantedSecrets.Leaks($"{ended} {called} {await File.ReadAllTextAsync(log)} {await File.ReadAllTextAsync(Path.Combine(Folder, "call.json"))}"));
    }

    private static Task<McpServerException> FailAsync(EmbeddedHost host, string text) =>
        Assert.ThrowsAsync<McpServerException>(() => host.CallAsync("leaky", "echo", new { text }));

    private static async Task<T> SeeAsync<T>(Inbox events, Func<T, bool>? wanted = null)
    {
        while (true)
        {
            if (await events.ReceiveAsync(Patience.Limit) is { } seen && (seen is Status.Failure failure ? throw failure.Cause : seen is T one && wanted?.Invoke(one) != false))
                return (T)seen;
        }
    }

    private static string Text(ServerList list) => string.Join('\n', list.Servers.Select(server => $"{server} {string.Join('\n', server.Processes)}"));
}
