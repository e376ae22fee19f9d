namespace McpActors.Testing;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's name.</param>
/// <param name="Language">The language after the backticks; empty for none.</param>
/// <param name="IsExample">Whether the word <c>example</c> follows: then no test can run it here.</param>
/// <param name="Text">The lines between the backticks.</param>
internal sealed record Fence(string Page, string Language, bool IsExample, string Text)
{
    public IReadOnlyList<string> Lines => Text.TrimEnd('\n').Split('\n');

    public override string ToString() => $"{Page}:\n{Text}";
}
