using Akka.Event;
using McpActors.Host.Composition;
using Serilog;
using Serilog.Formatting.Json;

namespace McpActors.EndToEnd.Tests;

/// <summary>The lines of actors in the JSON log file.</summary>
public sealed class AkkaLogBridgeTests : EndToEndTest
{
    [LinuxFact]
    public async Task A_line_has_the_trace_in_which_it_was_logged_and_the_values_of_its_message()
    {
        using var span = new Activity("a call").SetIdFormat(ActivityIdFormat.W3C).Start();

        var lines = await LogAsync(log =>
        {
            log.Warning("Server '{Server}' answered after {Elapsed} ms", "files", 42);
            Activity.Current = null;
            log.Warning("Server '{0}' is slow", "search");
        }, last: "search");

        var traced = lines.Single(line => line.GetProperty("Properties").GetProperty("Details").GetString() == "Server 'files' answered after 42 ms");
        Assert.Equal(span.TraceId.ToHexString(), traced.GetProperty("TraceId").GetString());
        Assert.Equal(span.SpanId.ToHexString(), traced.GetProperty("SpanId").GetString());
        var values = traced.GetProperty("Properties").GetProperty("Values");
        Assert.Equal(("files", 42), (values.GetProperty("Server").GetString(), values.GetProperty("Elapsed").GetInt32()));
        var untraced = lines.Single(line => line.GetProperty("Properties").GetProperty("Details").GetString() == "Server 'search' is slow");
        Assert.False(untraced.TryGetProperty("TraceId", out _));
        Assert.Equal("search", untraced.GetProperty("Properties").GetProperty("Values").GetProperty("0").GetString());
    }

    [LinuxFact]
    public async Task Two_systems_of_one_process_have_a_logger_each()
    {
        await LogAsync(log => log.Warning("to the first"), last: "to the first", "first.json");
        await LogAsync(log => log.Warning("to the second"), last: "to the second", "second.json");

        Assert.DoesNotContain("to the second", await File.ReadAllTextAsync(Path.Combine(Folder, "first.json")), StringComparison.Ordinal);
        Assert.Contains("to the second", await File.ReadAllTextAsync(Path.Combine(Folder, "second.json")), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonElement>> LogAsync(Action<ILoggingAdapter> write, string last, string name = "log.json")
    {
        var file = Path.Combine(Folder, name);
        await using (var log = new LoggerConfiguration().WriteTo.File(new JsonFormatter(renderMessage: true), file).CreateLogger())
        {
            var system = ActorSystem.Create("logs", BootstrapSetup.Create().WithConfig(ProgramDefaults.Config).And(new LogSetup(log)));
            write(system.Log);
            // A stopped logger drops the messages in its mailbox.
            await LogFile.WaitForAsync(file, last);
            await system.Terminate();
        }
        return [.. (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
