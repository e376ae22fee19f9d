namespace McpActors.Tests.Reaping;

/// <summary>The folder for what outlives a restart of the machine.</summary>
public sealed class StateDirectoryTests
{
    [Theory]
    [InlineData("/own", "/run/own", "/var/lib/unit", "/xdg", "/home/u", "/own")]
    [InlineData("", "/run/own", "/var/lib/unit", "/xdg", "/home/u", "/run/used")]
    [InlineData("", "", "/var/lib/unit:/var/lib/other", "/xdg", "/home/u", "/var/lib/unit/mcpactors")]
    [InlineData("", "", null, "/xdg", "/home/u", "/xdg/mcpactors")]
    [InlineData("", "", null, "relative", "/home/u", "/home/u/.local/state/mcpactors")]
    [InlineData("", "", "", "", "/home/u", "/home/u/.local/state/mcpactors")]
    [InlineData("", "", null, null, "", "/run/used")]
    public void It_is_the_first_that_there_is(string configured, string runtime, string? unit, string? xdg, string home, string expected)
    {
        var variables = new Dictionary<string, string?> { ["STATE_DIRECTORY"] = unit, ["XDG_STATE_HOME"] = xdg };

        Assert.Equal(expected, StateDirectory.Choose(configured, runtime, "/run/used", variables.GetValueOrDefault, home));
    }

    [Fact]
    public void A_runtime_directory_that_cannot_be_trusted_is_not_used_for_it_either() =>
        Assert.Null(StateDirectory.Choose("", "/run/own", null, _ => null, "/home/u"));
}
