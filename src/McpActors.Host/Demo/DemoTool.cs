using ModelContextProtocol.Protocol;

namespace McpActors.Host.Demo;

/// <summary>One tool of the demo server.</summary>
/// <param name="Definition">The definition that clients see.</param>
/// <param name="Run">The implementation; returns the text of the result.</param>
internal sealed record DemoTool(Tool Definition, Func<DemoArguments, CancellationToken, Task<string>> Run);

/// <summary>A tool failed; the message is the text of its result.</summary>
internal sealed class DemoToolException(string message) : Exception(message);
