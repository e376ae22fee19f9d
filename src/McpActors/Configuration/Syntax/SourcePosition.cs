namespace McpActors.Configuration.Syntax;

/// <summary>
/// A position in a configuration: the file as the user named it, with line and column from 1; or, with line 0, a source
/// that is not a file, such as an option.
/// </summary>
internal sealed record SourcePosition(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
