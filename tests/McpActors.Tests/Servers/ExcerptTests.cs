using McpActors.Processes.Display;

namespace McpActors.Tests.Servers;

/// <summary>The lines of a server's last output that are shown.</summary>
public sealed class ExcerptTests
{
    private static readonly string[] Usage = [.. Enumerable.Range(1, 12).Select(n => $"  --option-{n}   an option")];

    [Theory]
    [InlineData("Error: No access token was provided.")]
    [InlineData("TypeError: x is not a function")]
    [InlineData("thread 'main' panicked at src/main.rs:5:9:")]
    [InlineData("fatal: no repository")]
    [InlineData("BRAVE_API_KEY environment variable is required")]
    [InlineData("System.InvalidOperationException: no")]
    public void An_error_above_the_last_lines_is_shown_with_them(string error)
    {
        Assert.Equal([error, "…", .. Usage[^5..]], Excerpt.Of(["banner", error, .. Usage], 5));
    }

    [Fact]
    public void An_error_that_is_next_to_the_last_lines_has_nothing_left_out_between()
    {
        Assert.Equal(["Error: no", .. Usage], Excerpt.Of(["banner", "Error: no", .. Usage], Usage.Length));
    }

    [Fact]
    public void The_first_three_errors_are_shown()
    {
        string[] lines = ["error 1", "x", "error 2", "error 3", "error 4", .. Usage];
        Assert.Equal(["error 1", "error 2", "error 3", "…", .. Usage[^2..]], Excerpt.Of(lines, 2));
    }

    [Fact]
    public void Without_an_error_or_with_few_lines_the_last_ones_are_shown()
    {
        Assert.Equal(Usage[^5..], Excerpt.Of(Usage, 5));
        Assert.Equal(["Error: no"], Excerpt.Of(["Error: no"], 5));
        Assert.Empty(Excerpt.Of([], 5));
    }
}
