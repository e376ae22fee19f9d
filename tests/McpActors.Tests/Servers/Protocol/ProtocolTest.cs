using Akka.Event;

namespace McpActors.Tests.Servers.Protocol;

/// <summary>The client of one server, message by message, without a process.</summary>
public abstract class ProtocolTest() : TestKit("akka { loglevel = WARNING, actor.provider = local }")
{
    protected static readonly TimeSpan Patience = Testing.Patience.Limit;

    internal ManualClock Clock { get; } = new();

    internal McpConnection Connection { get; private set; } = null!;

    internal RequestsInFlight Requests { get; private set; } = null!;

    /// <summary>A server to which the client has connected.</summary>
    internal async Task<ScriptedServer> ConnectAsync(
        string version = ScriptedServer.Old, string capabilities = "{}", McpHandlers? handlers = null, ServerSettings? settings = null,
        Action<string?>? onBreaker = null)
    {
        var server = new ScriptedServer(version, capabilities);
        settings ??= new ServerSettings { Name = "a", Command = "none" };
        using var patience = new CancellationTokenSource(Patience);
        Connection = await McpConnection.OpenAsync(
            server.ToServer, server.FromServer, settings, handlers ?? new McpHandlers(), Sys.EventStream, Logging.GetLogger(Sys, "test"), patience.Token,
            Clock);
        Requests = new RequestsInFlight(Connection, settings, Clock, change => onBreaker?.Invoke(change.Reason));
        return server;
    }

    internal static McpServerException Failure(object reply) =>
        Assert.IsType<McpServerException>(Assert.IsType<Akka.Actor.Status.Failure>(reply).Cause);

    internal Task UntilAsync(Func<Task<bool>> condition) => AwaitConditionAsync(condition, Patience, TimeSpan.FromMilliseconds(10));

    internal Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    protected override void AfterAll()
    {
        Connection?.Close(Logging.GetLogger(Sys, "test"));
        base.AfterAll();
    }
}
