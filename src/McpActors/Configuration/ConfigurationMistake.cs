using System.Text;

namespace McpActors.Configuration;

/// <summary>
/// One mistake in a configuration. It never contains a secret: values of environment variables and arguments are left
/// out. Immutable.
/// </summary>
/// <param name="Key">The key's full path, such as <c>mcp-actors.servers.files.cwd</c>; empty for a mistake in the file
/// as a whole.</param>
/// <param name="Value">The value as written; null if there is none, or if it may be secret.</param>
/// <param name="Where">The file, with line and column if they are known, or another source.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Allowed">The values that are allowed.</param>
public sealed record ConfigurationMistake(string Key, string? Value, string Where, string Problem, string Allowed)
{
    /// <summary>Formats the mistake as one line.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        if (Where.Length > 0) line.Append(Where).Append(": ");
        if (Key.Length > 0) line.Append(Key).Append(Value is null ? "" : $" = {Value}").Append(": ");
        return line.Append(Problem).Append("; allowed: ").Append(Allowed).ToString();
    }
}
