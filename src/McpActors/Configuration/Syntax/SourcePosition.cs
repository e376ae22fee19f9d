namespace McpActors.Configuration.Syntax;

/// <summary>Where something stands in a configuration: the file as the user named it, line and column from 1.</summary>
internal sealed record SourcePosition(string Source, int Line, int Column)
{
    public override string ToString() => $"{Source}:{Line}:{Column}";
}
