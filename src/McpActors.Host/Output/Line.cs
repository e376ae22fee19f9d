namespace McpActors.Host.Output;

/// <summary>The columns at the beginning of every printed line.</summary>
internal static class Line
{
    /// <summary>The subject of the line: a server, a schedule, or a part of the program.</summary>
    public const string Subject = "Subject";

    /// <summary>The event, in one word.</summary>
    public const string What = "What";

    /// <summary>The beginning of every message template; <see cref="ConsoleLine"/> turns it into columns.</summary>
    public const string Begin = "{Subject:l} {What:l} ";

    /// <summary>The subject of lines that concern the program itself.</summary>
    public const string Program = "mcpactors";
}
