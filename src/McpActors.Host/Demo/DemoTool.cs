using ModelContextProtocol.Protocol;

namespace McpActors.Host.Demo;

/// <summary>One tool of the demo server.</summary>
/// <param name="Definition">What a client sees.</param>
/// <param name="Run">What it does; the answer is its text.</param>
internal sealed record DemoTool(Tool Definition, Func<DemoArguments, CancellationToken, Task<string>> Run);

/// <summary>A tool says no; the message is its result.</summary>
internal sealed class DemoToolException(string message) : Exception(message);
