namespace McpActors.Processes;

/// <summary>A server's own rules about its secrets, in addition to the rules for names and values. Immutable.</summary>
public sealed record SecretRules
{
    /// <summary>
    /// Names of arguments, with their dashes, that are followed by a secret, or by <c>=</c> and a secret, such as
    /// <c>-p</c>. The default is none.
    /// </summary>
    public IReadOnlyCollection<string> SecretArguments { get; init; } = [];

    /// <summary>Variables whose values may be shown. The default is none.</summary>
    public IReadOnlyCollection<string> ShownVariables { get; init; } = [];
}
