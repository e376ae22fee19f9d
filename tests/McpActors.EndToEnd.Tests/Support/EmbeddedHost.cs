using Akka.Actor.Setup;
using Akka.Configuration;

namespace McpActors.EndToEnd.Tests.Support;

/// <summary>McpActors embedded in a program, which is this one.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    // A cold npx is slow on a busy machine.
    private readonly ActorSystem _system;
    private readonly Inbox _events;

    public EmbeddedHost(string hocon, McpHandlers? handlers = null)
    {
        var setup = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("akka.loglevel = WARNING\n" + hocon));
        _system = ActorSystem.Create("embedded", handlers is null ? ActorSystemSetup.Create(setup) : setup.And(new McpActorsSetup { Handlers = handlers }));
        _events = Inbox.Create(_system);
        _system.EventStream.Subscribe(_events.Receiver, typeof(IServerEvent));
        Servers = McpActorsExtension.Get(_system).Servers;
    }

    public ActorSystem System => _system;

    public IActorRef Servers { get; }

    public Task<T> AskAsync<T>(IServerMessage message) => Servers.Ask<T>(message, Patience.ForHosts);

    public async Task<string> CallAsync(string server, string tool, object? arguments = null)
    {
        var result = await AskAsync<ToolResult>(new CallTool(server, tool, arguments));
        return string.Join('\n', result.Result.Content.OfType<ModelContextProtocol.Protocol.TextContentBlock>().Select(block => block.Text));
    }

    /// <summary>Waits for an event; earlier events are skipped.</summary>
    public async Task<T> SeeAsync<T>(Func<T, bool> wanted)
    {
        while (true)
        {
            switch (await _events.ReceiveAsync(Patience.ForHosts))
            {
                case T seen when wanted(seen): return seen;
                case Status.Failure failure: throw failure.Cause;
            }
        }
    }

    /// <summary>A receiver of messages.</summary>
    public Inbox Listener() => Inbox.Create(_system);

    public async ValueTask DisposeAsync()
    {
        _events.Dispose();
        await _system.Terminate();
    }
}
