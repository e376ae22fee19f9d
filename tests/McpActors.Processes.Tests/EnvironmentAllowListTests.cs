namespace McpActors.Processes.Tests;

public sealed class EnvironmentAllowListTests
{
    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("LANG")]
    [InlineData("LC_ALL")]
    [InlineData("LC_MEASUREMENT")]
    [InlineData("XDG_CACHE_HOME")]
    public void What_finds_programs_a_home_and_a_locale_is_inherited(string name) => Assert.True(EnvironmentAllowList.Allows(name, "x"));

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("LD_PRELOAD")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("MY_LC_ALL")]
    [InlineData("LC")]
    [InlineData("path")]
    [InlineData("")]
    public void What_is_not_known_is_not(string name) => Assert.False(EnvironmentAllowList.Allows(name, "x"));

    [Theory]
    [InlineData("PATH")]
    [InlineData("LC_ALL")]
    [InlineData("TERM")]
    public void A_function_of_an_old_bash_is_never_inherited(string name) => Assert.False(EnvironmentAllowList.Allows(name, "() { :;}; echo"));

    [Fact]
    public void The_hosts_environment_passes_as_far_as_it_is_let()
    {
        const string Name = "MCP_ACTORS_TEST_SECRET_OF_THE_HOST";
        Environment.SetEnvironmentVariable(Name, "x");
        try
        {
            var inherited = EnvironmentAllowList.Inherit(EnvironmentAllowList.Allows);
            Assert.Equal(Environment.GetEnvironmentVariable("PATH"), inherited["PATH"]);
            Assert.False(inherited.ContainsKey(Name));
            Assert.Equal("x", EnvironmentAllowList.Inherit((_, _) => true)[Name]);
            Assert.Empty(EnvironmentAllowList.Inherit((_, _) => false));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }
}
