namespace McpActors.Testing;

/// <summary>One line <c>mcp-keeper: {json}</c>, read as by any other program.</summary>
internal sealed class KeeperLine
{
    private const string Prefix = "mcp-keeper: {";

    private readonly JsonElement _json;

    private KeeperLine(JsonElement json) => _json = json;

    public int? Pid => Number("pid");

    public int? ExitCode => Number("exitCode");

    public string? Signal => Text("signal");

    public string? Rung => Text("rung");

    public int? Descendants => Number("descendants");

    public int? ElapsedMs => Number("elapsedMs");

    public string? Error => Text("error");

    public string? Warning => Text("warning");

    public string? Message => Text("message");

    public string? Searched => Text("searched");

    public static KeeperLine? TryParse(string line)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        using var document = JsonDocument.Parse(line.AsMemory(Prefix.Length - 1));
        return new KeeperLine(document.RootElement.Clone());
    }

    public override string ToString() => _json.ToString();

    private string? Text(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private int? Number(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
