using McpActors.Processes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Tests.Support;

/// <summary>Speaks to a process until it has answered.</summary>
internal static class McpHandshake
{
    public static async Task WithAsync(KeptProcess process, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await McpClient.CreateAsync(
            new StreamClientTransport(process.StandardInput, process.StandardOutput), cancellationToken: timeout.Token);
    }
}
