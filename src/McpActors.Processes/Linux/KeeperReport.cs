using System.Text.Json;

namespace McpActors.Processes.Linux;

/// <summary>A keeper's report of the end: the last JSON line on its report pipe.</summary>
internal sealed record KeeperReport(int? ExitCode, string? Signal, Rung Rung, int Descendants, string? Error)
{
    /// <summary>
    /// Returns true if a keeper that wrote this report exits with this status: the server's own, or 125 to 127 if the
    /// server could not be started.
    /// </summary>
    /// <param name="status">How the keeper ended; null if unknown.</param>
    public bool Agrees(WaitStatus? status) => status switch
    {
        null => true,
        { Signalled: true } => false,
        { Code: var code } => Error is not null ? code is >= 125 and <= 127 : ExitCode is { } own ? code == (own & 0xff) : code > 128,
    };

    /// <summary>Parses a line; null if it is not a report, because the keeper's other lines are warnings.</summary>
    public static KeeperReport? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (StartError(root) is { } error) return new KeeperReport(null, null, Rung.Self, 0, error);
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
