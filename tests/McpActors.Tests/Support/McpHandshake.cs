using ModelContextProtocol.Client;

namespace McpActors.Tests.Support;

/// <summary>Sends requests to a process until it answers.</summary>
internal static class McpHandshake
{
    public static async Task WithAsync(KeptProcess process, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        await McpClient.CreateAsync(
            new StreamClientTransport(process.StandardInput, process.StandardOutput), cancellationToken: timeout.Token);
    }
}
