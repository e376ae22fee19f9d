using System.Net;
using System.Net.Sockets;

namespace McpActors.EndToEnd.Tests.Export;

/// <summary>Traces and metrics by the standard variables of OpenTelemetry, sent to a local collector.</summary>
public sealed class OtlpTests : EndToEndTest
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    [LinuxFact]
    public async Task A_call_is_a_span_and_a_metric()
    {
        using var collector = new Collector();

        await CallAsync(Http(Endpoint, collector.Url));

        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Paths);
        Assert.Contains("tools/call echo", collector.Sent("/v1/traces"));
        Assert.Contains("mcpactors.process.starts", collector.Sent("/v1/metrics"));
        Assert.All(collector.Paths, path => Assert.Contains("service.name\u0012\u000b\n\tmcpactors", collector.Sent(path)));
    }

    [LinuxFact]
    public async Task One_signal_alone_goes_to_the_url_that_is_its_own()
    {
        using var collector = new Collector();
        var environment = Http(TracesEndpoint, $"{collector.Url}/my/traces");
        environment["OTEL_SERVICE_NAME"] = "night-shift";

        await CallAsync(environment);

        Assert.Equal(["/my/traces"], collector.Paths);
        Assert.Contains("night-shift", collector.Sent("/my/traces"));
    }

    [LinuxTheory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "none")]
    public async Task Nothing_is_sent_where_it_is_turned_off(params string[] off)
    {
        using var collector = new Collector();
        var environment = Http(Endpoint, collector.Url);
        foreach (var variable in off.Chunk(2)) environment[variable[0]] = variable[1];

        await CallAsync(environment);

        Assert.Empty(collector.Paths);
    }

    [LinuxFact]
    public async Task A_collector_that_never_answers_does_not_keep_the_program_from_its_end()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var environment = Http(Endpoint, $"http://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}");
        // Far longer than any test waits.
        environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "600000";
        using var program = RunningProgram.StartWith(environment, "run", "--config", Config([Demo()]));
        await program.SeeAsync(@"mcpactors +exporting +traces and metrics go to http://127\.0\.0\.1:\d+$");
        await program.SeeAsync(@"demo +ready");

        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.EndsWith("the one process is extinct", ended.Stdout);
    }

    [LinuxTheory]
    [InlineData(Endpoint, "collector:4317")]
    [InlineData(TracesEndpoint, "unix:/run/collector")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    public async Task A_value_that_cannot_be_used_is_refused(string variable, string value)
    {
        var environment = Http(Endpoint, "http://127.0.0.1:4318");
        environment[variable] = value;
        using var program = RunningProgram.StartWith(environment, "run", "--config", Config([Demo()]));

        var ended = await program.EndAsync();

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains($"mcpactors: {variable} is ", ended.Stderr);
        Assert.Empty(ended.Stdout);
    }

    [LinuxFact]
    public async Task Nothing_of_it_is_loaded_where_it_is_off()
    {
        using var program = RunningProgram.Start("run", "--config", Config([Demo()]));
        await program.SeeAsync(@"demo +ready");
        var loaded = await File.ReadAllTextAsync($"/proc/{program.Pid}/maps");
        program.Signal(Posix.SIGTERM);
        await program.EndAsync();

        Assert.Contains("Akka.Hosting.dll", loaded);
        Assert.DoesNotContain("OpenTelemetry.Exporter", loaded);
    }

    private static Dictionary<string, string> Http(string variable, string url) =>
        new() { [variable] = url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    private async Task CallAsync(Dictionary<string, string> environment)
    {
        using var program = RunningProgram.StartWith(environment, "call", "demo", "echo", """{"text": "hello"}""", "--config", Config([Demo()]));
        var ended = await program.EndAsync();
        Household.AssertEmpty();
        Assert.True(ended is { ExitCode: 0, Stderr: "", Stdout: "hello" }, ended.ToString());
    }
}
