namespace McpActors.Host.Output;

/// <summary>The columns that every printed line begins with.</summary>
internal static class Line
{
    /// <summary>Whom it is about: a server, a schedule, or a part of the program.</summary>
    public const string Subject = "Subject";

    /// <summary>What happened, in one word.</summary>
    public const string What = "What";

    /// <summary>The beginning of each message template. <see cref="ConsoleLine"/> makes columns of it.</summary>
    public const string Begin = "{Subject:l} {What:l} ";

    /// <summary>The subject of lines that concern the program itself.</summary>
    public const string Program = "mcpactors";
}
