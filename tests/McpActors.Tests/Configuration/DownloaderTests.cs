namespace McpActors.Tests.Configuration;

/// <summary>The default of <c>startup-timeout</c>, which depends on the command.</summary>
public sealed class DownloaderTests
{
    [Theory]
    [InlineData("command = npx, args = [-y, a-package]")]
    [InlineData("command = /usr/local/bin/npx, args = [-y, a-package]")]
    [InlineData("command = \"C:\\\\Program Files\\\\nodejs\\\\npx.cmd\"")]
    [InlineData("command = uvx, args = [mcp-server-git]")]
    [InlineData("command = bunx")]
    [InlineData("command = dnx")]
    [InlineData("command = npm, args = [\"--silent\", exec, a-package]")]
    [InlineData("command = pnpm, args = [dlx, a-package]")]
    [InlineData("command = uv, args = [tool, run, mcp-server-git]")]
    [InlineData("command = docker, args = [run, \"-i\", \"--rm\", an-image]")]
    [InlineData("command = cmd, args = [\"/c\", npx, \"-y\", a-package]")]
    [InlineData("command = sh, args = [\"-c\", \"exec npx -y a-package\"]")]
    [InlineData("command = env, args = [\"A=b\", npx, a-package]")]
    public void A_command_that_may_download_has_5_minutes(string server)
    {
        Assert.Equal(TimeSpan.FromMinutes(5), StartupTimeout(server));
    }

    [Theory]
    [InlineData("command = node, args = [\"npx.js\"]")]
    [InlineData("command = node, args = [npx]")]
    [InlineData("command = npm, args = [start]")]
    [InlineData("command = docker, args = [exec, \"-i\", box, run]")]
    [InlineData("command = sh, args = [\"-c\", \"exec ./server --for=npx\"]")]
    [InlineData("command = my-npx")]
    [InlineData("command = pnpm")]
    public void Any_other_has_30_seconds(string server)
    {
        Assert.Equal(TimeSpan.FromSeconds(30), StartupTimeout(server));
    }

    [Fact]
    public void A_configured_value_is_that_of_all_commands()
    {
        Assert.Equal(TimeSpan.FromSeconds(7), StartupTimeout("command = npx, startup-timeout = 7s"));
        Assert.Equal(TimeSpan.FromSeconds(30), StartupTimeout("command = npx, startup-timeout = 30s"));
        Assert.Equal(TimeSpan.FromSeconds(8), StartupTimeout("command = npx", "server-defaults.startup-timeout = 8s"));
    }

    [Fact]
    public void A_definition_in_code_has_the_same_default()
    {
        var server = new ServerSettings { Name = "a", Command = "npx" };

        Assert.Equal(TimeSpan.FromMinutes(5), server.StartupTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), (server with { Command = "x" }).StartupTimeout);
        Assert.Equal(TimeSpan.FromSeconds(9), (server with { StartupTimeout = TimeSpan.FromSeconds(9) }).StartupTimeout);
    }

    private static TimeSpan StartupTimeout(string server, string beside = "") =>
        Hocon.Settings($"mcp-actors {{ servers {{ a {{ {server} }} }}, {beside} }}").Servers["a"].StartupTimeout;
}
