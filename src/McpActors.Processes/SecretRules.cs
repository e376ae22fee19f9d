namespace McpActors.Processes;

/// <summary>What a server's definition says about its secrets beyond what their names and values tell. Immutable.</summary>
public sealed record SecretRules
{
    /// <summary>Names of arguments that a secret follows, or stands in after <c>=</c>, such as <c>-p</c>; with their dashes. None by default.</summary>
    public IReadOnlyCollection<string> SecretArguments { get; init; } = [];

    /// <summary>Variables whose values may be shown. None by default.</summary>
    public IReadOnlyCollection<string> ShownVariables { get; init; } = [];
}
