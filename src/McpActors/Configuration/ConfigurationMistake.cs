using System.Text;

namespace McpActors.Configuration;

/// <summary>
/// One thing that is wrong in a configuration. It never holds a secret: values of environment variables and arguments are left out.
/// </summary>
/// <param name="Key">The key's full path, such as <c>mcp-actors.servers.files.cwd</c>; empty where a file as such is wrong.</param>
/// <param name="Value">The value as it was written; null where there is none, or where it may be secret.</param>
/// <param name="Where">The file, with line and column where they are known, or another source.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Allowed">What would be right.</param>
public sealed record ConfigurationMistake(string Key, string? Value, string Where, string Problem, string Allowed)
{
    /// <summary>All of it, on one line.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        if (Where.Length > 0) line.Append(Where).Append(": ");
        if (Key.Length > 0) line.Append(Key).Append(Value is null ? "" : $" = {Value}").Append(": ");
        return line.Append(Problem).Append("; allowed: ").Append(Allowed).ToString();
    }
}
