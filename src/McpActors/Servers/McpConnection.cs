using System.IO.Pipelines;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Processes;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>An MCP client on the streams of a process. The process is not the client's: closing the client ends nothing.</summary>
internal static class McpConnection
{
    private static readonly Implementation Self = new()
    {
        Name = "McpActors",
        Version = typeof(McpConnection).Assembly.GetName().Version?.ToString(3) ?? "0",
    };

    // How much of the time for the start belongs to the question by which the client finds the newest protocol. A server that is asked
    // before it is up answers late, and one that speaks only the newest protocol refuses what the client would have fallen back to: with
    // the client's own five seconds a cold npx, or fifty servers at once, would fail for ever. What is left is for servers that ignore
    // the question.
    private const double ProbeShare = 0.5;

    // The client asks for a kilobyte at a time; a busy server's answers are taken with few system calls. Not by a BufferedStream: that
    // waits for more while it holds an answer that is shorter than what was asked for.
    private static readonly StreamPipeReaderOptions ReadAhead = new(bufferSize: 16 << 10);

    public static Task<McpClient> OpenAsync(KeptProcess process, ServerSettings settings, ILoggerFactory log, CancellationToken cancellation) =>
        McpClient.CreateAsync(
            new StreamClientTransport(
                new WholeMessageStream(process.StandardInput), PipeReader.Create(process.StandardOutput, ReadAhead).AsStream(), log),
            new McpClientOptions
            {
                ClientInfo = Self,
                InitializationTimeout = settings.StartupTimeout,
                DiscoverProbeTimeout = settings.StartupTimeout * ProbeShare,
            },
            log,
            cancellation);

    /// <summary>Why there is no connection, in words.</summary>
    public static string Explain(Exception error, ServerSettings settings) => error switch
    {
        TimeoutException => $"it did not answer the handshake within {settings.StartupTimeout.TotalSeconds:0.###} s. "
            + "Is it an MCP server that speaks stdio? Raise startup-timeout if it only needs longer.",
        OperationCanceledException => "it was stopped during the handshake",
        _ => $"the handshake failed: {error.Message}",
    };

    /// <summary>Closes a client in the background; it may wait some seconds for its own reader.</summary>
    public static void Close(McpClient client, ILoggingAdapter log) => _ = Task.Run(async () =>
    {
        try
        {
            await client.DisposeAsync();
        }
        catch (Exception e)
        {
            log.Warning(e, "An MCP client did not close in order");
        }
    });
}
