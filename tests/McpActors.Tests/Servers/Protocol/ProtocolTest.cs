using Akka.Event;
using Akka.TestKit.Xunit2;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Tests.Servers.Protocol;

/// <summary>The client of one server, message by message, without a process.</summary>
public abstract class ProtocolTest() : TestKit("akka { loglevel = WARNING, actor.provider = local }")
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private McpConnection? _connection;

    internal ManualClock Clock { get; } = new();

    internal RequestsInFlight Requests { get; private set; } = null!;

    /// <summary>A server to which the client has connected.</summary>
    internal async Task<ScriptedServer> ConnectAsync(
        string version = ScriptedServer.Old, string capabilities = "{}", McpHandlers? handlers = null, ServerSettings? settings = null,
        Action<string?>? onBreaker = null)
    {
        var server = new ScriptedServer(version, capabilities);
        settings ??= new ServerSettings { Name = "a", Command = "none" };
        using var patience = new CancellationTokenSource(Patience);
        _connection = await McpConnection.OpenAsync(
            server.ToServer, server.FromServer, settings, handlers ?? new McpHandlers(), Sys.EventStream, Logging.GetLogger(Sys, "test"), patience.Token);
        Requests = new RequestsInFlight(_connection, settings, Clock, onBreaker);
        return server;
    }

    internal static McpServerException Failure(object reply) =>
        Assert.IsType<McpServerException>(Assert.IsType<Akka.Actor.Status.Failure>(reply).Cause);

    protected override void AfterAll()
    {
        _connection?.Close(Logging.GetLogger(Sys, "test"));
        base.AfterAll();
    }
}
