using System.Text.Json;

namespace McpActors.Processes.Linux;

/// <summary>The keeper's last line on stderr, <c>mcp-keeper: {json}</c>: what it saw of the end.</summary>
internal sealed record KeeperReport(int? ExitCode, string? Signal, Rung Rung, int Descendants, string? Error)
{
    private const string Marker = "mcp-keeper: {";

    /// <summary>Parts what a keeper and its server wrote to the same stderr.</summary>
    /// <param name="stderr">All of it, or its end.</param>
    /// <param name="server">What the server wrote.</param>
    /// <returns>The report, or null where the last line is none: then the keeper did not live to write it.</returns>
    public static KeeperReport? TryTake(string stderr, out string server)
    {
        server = stderr;
        // A server may leave a line without an end, so that the keeper's does not begin at the left.
        var start = stderr.LastIndexOf(Marker, StringComparison.Ordinal);
        if (start < 0) return null;
        var json = stderr.AsMemory(start + Marker.Length - 1).TrimEnd();
        if (json.Span.Contains('\n')) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            // Its other lines are warnings: the keeper did not live to write the last one.
            if (!root.TryGetProperty("rung", out _) && !root.TryGetProperty("error", out _)) return null;
            server = stderr[..start];
            return Read(root);
        }
        catch (JsonException)
        {
            // Cut off, or the server's own imitation: no report.
            return null;
        }
    }

    private static KeeperReport Read(JsonElement root) => new(
        Number(root, "exitCode"),
        Text(root, "signal"),
        Enum.TryParse<Rung>(Text(root, "rung"), ignoreCase: true, out var rung) ? rung : Rung.Self,
        Number(root, "descendants") ?? 0,
        StartError(root));

    private static string? StartError(JsonElement root) => (Text(root, "message"), Text(root, "searched")) switch
    {
        (null, _) => null,
        ({ } message, null) => message,
        ({ } message, { } searched) => $"{message} ({searched}). Install it, or give command its full path",
    };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
