namespace McpActors.Servers;

/// <summary>The lists of a server.</summary>
internal enum ListKind
{
    /// <summary><c>tools/list</c></summary>
    Tools,

    /// <summary><c>prompts/list</c></summary>
    Prompts,

    /// <summary><c>resources/list</c></summary>
    Resources,

    /// <summary><c>resources/templates/list</c></summary>
    ResourceTemplates,
}

/// <summary>A request for a list, which the catalog may answer.</summary>
internal interface IListRequest : IProtocolRequest
{
    ListKind Kind { get; }

    /// <summary>The oldest list that is accepted; null for any age.</summary>
    TimeSpan? MaxAge { get; }
}

/// <summary>A list as callers get it.</summary>
internal interface IListAnswer
{
    IReadOnlyList<string> Problems { get; }

    /// <summary>The same list, read so long ago.</summary>
    IListAnswer Aged(TimeSpan age);
}
