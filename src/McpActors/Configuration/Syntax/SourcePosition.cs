namespace McpActors.Configuration.Syntax;

/// <summary>
/// Where something stands in a configuration: the file as the user named it, line and column from 1; or, with line 0, what is no file: an option.
/// </summary>
internal sealed record SourcePosition(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
