using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Sessions;
using Serilog;

namespace McpActors.EndToEnd.Tests;

/// <summary>The program's lines about sessions. The program itself opens none; extensions do.</summary>
public sealed class SessionLinesTests : EndToEndTest
{
    [LinuxFact]
    public async Task Each_end_that_nobody_asked_for_is_one_line_and_so_is_a_new_process()
    {
        var file = Path.Combine(Folder, "lines");
        await using (var log = new LoggerConfiguration().WriteTo.File(new ConsoleLine(colour: false, subjectWidth: 6), file).CreateLogger())
        await using (var host = new EmbeddedHost($"mcp-actors {{ {Here}, servers {{ demo {{ command = \"{Paths.Program}\", args = [demo-server] }} }} }}"))
        {
            var printer = HostedActors.StartPrinter(host.System, log, new ProcessBook());
            using var holder = Inbox.Create(host.System);
            using var events = Inbox.Create(host.System);
            host.System.EventStream.Subscribe(events.Receiver, typeof(SessionEnded));
            var sessions = McpActorsExtension.Get(host.System).Sessions;
            await host.AskAsync<ServerStarted>(new StartServer("demo"));
            await OpenAsync(new OpenSession("demo", "closed", Holder: holder.Receiver));
            await OpenAsync(new OpenSession("demo", "held/" + new string('x', 80), Holder: holder.Receiver));
            await sessions.Ask<SessionEnded>(new CloseSession("closed"), Patience.Limit);
            await host.AskAsync<ServerStarted>(new RestartServer("demo"));
            using (var gone = Inbox.Create(host.System)) await OpenAsync(new OpenSession("demo", "left", Holder: gone.Receiver));
            while (await events.ReceiveAsync(Patience.Limit) is not SessionEnded { Id: "left" })
            {
            }
            await host.AskAsync<ServerStopped>(new StopServer("demo"));
            await EventPrinter.Flush(printer);

            async Task OpenAsync(OpenSession open) => await sessions.Ask<SessionOpened>(open, Patience.Limit);
        }

        var lines = (await File.ReadAllLinesAsync(file)).Where(line => line.Contains(" session ", StringComparison.Ordinal)).Select(line => line[10..]);
        Assert.Collection(
            lines,
            line => Assert.Matches(@"^demo   session   held/x{55}\.\.\. \(85 characters\) has a new process, and the old state is lost: ", line),
            line => Assert.Matches(@"^demo   session   left ended: its holder akka://embedded/\S+ has stopped, or its node is lost$", line),
            line => Assert.Matches(@"^demo   session   held/x{55}\.\.\. \(85 characters\) ended: its server is gone: ", line));
    }
}
