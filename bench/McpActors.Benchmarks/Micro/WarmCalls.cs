using Akka.Actor;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using McpActors.Benchmarks.Parts;
using McpActors.Servers;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Benchmarks.Micro;

/// <summary>One tool call on a running server without other callers: its duration and allocations.</summary>
[MemoryDiagnoser]
public class WarmCalls
{
    private CancellationToken _cancellation;
    private Host _host = null!;
    private OwnStreams _ours = null!;
    private McpClient _theirs = null!;

    // In this process, because the toolchain that builds its own project does not know our build.
    public static void Run(string[] args) => BenchmarkSwitcher.FromTypes([typeof(WarmCalls)]).Run(
        args.Length > 0 ? args : ["--filter", "*"], DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));

    // This toolchain of BenchmarkDotNet 0.14 does not await these methods.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => StopAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, Description = "bare McpClient, StdioClientTransport")]
    public Task<CallToolResult> Bare() => _theirs.CallToolAsync(ToolCall.Request).AsTask();

    [Benchmark(Description = "bare McpClient, our streams")]
    public Task<CallToolResult> BareOnOurStreams() => _ours.Client.CallToolAsync(ToolCall.Request).AsTask();

    [Benchmark(Description = "Ask CallTool")]
    public Task<ToolResult> ThroughTheActors() => _host.Mcp.Servers.Ask<ToolResult>(ToolCall.Message, ToolCall.Patience);

    [Benchmark(Description = "CallToolAsync")]
    public Task<CallToolResult> Asynchronously() => _host.Mcp.Client.CallToolAsync(ToolCall.Message.Server, ToolCall.Message.Tool, ToolCall.Message.Arguments);

    [Benchmark(Description = "CallToolAsync that can be cancelled")]
    public Task<CallToolResult> Cancellably() => _host.Mcp.Client.CallToolAsync(
        ToolCall.Message.Server, ToolCall.Message.Tool, ToolCall.Message.Arguments, cancellationToken: _cancellation);

    private async Task StartAsync()
    {
        _cancellation = new CancellationTokenSource().Token;
        _host = Host.Start(1);
        await _host.StartAsync(1);
        _ours = await OwnStreams.StartAsync();
        _theirs = await Sdk.StartAsync();
    }

    private async Task StopAsync()
    {
        await _theirs.DisposeAsync();
        await _ours.DisposeAsync();
        await _host.DisposeAsync();
    }
}
