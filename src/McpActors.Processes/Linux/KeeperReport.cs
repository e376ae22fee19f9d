using System.Text.Json;

namespace McpActors.Processes.Linux;

/// <summary>The keeper's last line on stderr, <c>mcp-keeper: {json}</c>: what it saw of the end.</summary>
internal sealed record KeeperReport(int? ExitCode, string? Signal, Rung Rung, int Descendants, string? Error)
{
    private const string Marker = "mcp-keeper: {";

    /// <summary>
    /// Parts what a keeper and its server wrote to the same stderr. The server can write the same words. It gains nothing by it: they count
    /// only where the keeper ended by itself, which it does when it has seen the end of everything else and not before.
    /// </summary>
    /// <param name="stderr">All of it, or its end.</param>
    /// <param name="status">How the keeper ended; null where nobody could tell.</param>
    /// <param name="server">What the server wrote.</param>
    /// <returns>The report, or null where there is none: then the keeper did not live to write it.</returns>
    public static KeeperReport? TryTake(string stderr, WaitStatus? status, out string server)
    {
        server = stderr;
        if (status is { Signalled: true }) return null;
        // It is the last line, unless a stranger who was given this stderr goes on writing (systemd-run --pipe).
        for (int start, end = stderr.Length; end > 0; end = start)
        {
            start = stderr.AsSpan(0, end - 1).LastIndexOf('\n') + 1;
            if (TryTakeLine(stderr.AsMemory(start..end), status, out var at) is not { } report) continue;
            server = string.Concat(stderr.AsSpan(0, start + at), stderr.AsSpan(end));
            return report;
        }
        return null;
    }

    // A server may leave a line without an end, so that the keeper's does not begin at the left. From the left all the same: a marker
    // further right may be a word of the report's own. What the server put before it makes no JSON together with it.
    private static KeeperReport? TryTakeLine(ReadOnlyMemory<char> line, WaitStatus? status, out int at)
    {
        at = 0;
        for (int found; (found = line.Span[at..].IndexOf(Marker, StringComparison.Ordinal)) >= 0; at += Marker.Length)
        {
            at += found;
            if (TryRead(line[(at + Marker.Length - 1)..]) is { } report && report.Agrees(status)) return report;
        }
        return null;
    }

    // The keeper ends with the server's status, and with 125 to 127 where there was nothing to start.
    private bool Agrees(WaitStatus? status) => status is not { Code: var code }
        || (Error is not null ? code is >= 125 and <= 127 : ExitCode is { } own ? code == (own & 0xff) : code > 128);

    private static KeeperReport? TryRead(ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (StartError(root) is { } error) return new KeeperReport(null, null, Rung.Self, 0, error);
            // Its other lines are warnings: the keeper did not live to write the last one.
            return RungOf(root) is { } rung
                ? new KeeperReport(Number(root, "exitCode"), Text(root, "signal"), rung, Number(root, "descendants") ?? 0, null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Rung? RungOf(JsonElement root) => Text(root, "rung") switch
    {
        "self" => Rung.Self,
        "eof" => Rung.Eof,
        "term" => Rung.Term,
        "kill" => Rung.Kill,
        _ => null,
    };

    private static string? StartError(JsonElement root) => (Text(root, "error"), Text(root, "message"), Text(root, "searched")) switch
    {
        (null, _, _) => null,
        ({ } error, null, _) => error,
        (_, { } message, null) => message,
        (_, { } message, { } searched) => $"{message} ({searched}). Install it, or give command its full path",
    };

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
