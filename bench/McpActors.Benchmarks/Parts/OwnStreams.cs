using System.IO.Pipelines;
using McpActors.Processes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Benchmarks.Parts;

/// <summary>A bare client on the streams of a kept process: the actors' connection without the actors.</summary>
internal sealed class OwnStreams : IAsyncDisposable
{
    // As in McpConnection. A BufferedStream would wait for more data while it holds an answer.
    private static readonly StreamPipeReaderOptions ReadAhead = new(bufferSize: 16 << 10);

    private readonly KeptProcess _process;

    private OwnStreams(KeptProcess process, McpClient client)
    {
        _process = process;
        Client = client;
    }

    public McpClient Client { get; }

    public static async Task<OwnStreams> StartAsync()
    {
        var process = ProcessLauncher.Create(keeperRequired: true).Start(new ProcessSpec
        {
            Server = "bench",
            Command = BenchServer.Program,
            Arguments = ["serve"],
            Environment = EnvironmentAllowList.Inherit(EnvironmentAllowList.Allows),
        });
        return new OwnStreams(process, await McpClient.CreateAsync(
            new StreamClientTransport(process.StandardInput, PipeReader.Create(process.StandardOutput, ReadAhead).AsStream()), Sdk.Options));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Dispose();
        await _process.Extinct;
        await Client.DisposeAsync();
    }
}
