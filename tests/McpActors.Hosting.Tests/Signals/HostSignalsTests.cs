using McpActors.Cluster;

namespace McpActors.Hosting.Tests.Signals;

/// <summary>The platform decides who handles the signals; by default the host does.</summary>
public sealed class HostSignalsTests
{
    private const string Key = "akka.coordinated-shutdown.run-by-clr-shutdown-hook";
    private const string OneNode = "akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }";

    [Fact]
    public Task The_host_where_nothing_is_said() => IsAsync(false, akka => akka.WithMcpActors());

    [Fact]
    public Task The_host_of_a_node_of_a_cluster() => IsAsync(false, akka => akka.AddHocon(OneNode, HoconAddMode.Prepend).WithMcpActorsCluster());

    [Theory]
    [InlineData("on", HoconAddMode.Prepend)]
    [InlineData("off", HoconAddMode.Prepend)]
    [InlineData("on", HoconAddMode.Replace)]
    [InlineData("on", HoconAddMode.Append)]
    [InlineData("off", HoconAddMode.Append)]
    public Task The_platform_says_it_before(string said, HoconAddMode mode) =>
        IsAsync(said == "on", akka => akka.AddHocon($"{Key} = {said}", mode).WithMcpActors());

    [Theory]
    [InlineData("on", HoconAddMode.Prepend)]
    [InlineData("off", HoconAddMode.Prepend)]
    [InlineData("on", HoconAddMode.Replace)]
    public Task The_platform_says_it_after(string said, HoconAddMode mode) =>
        IsAsync(said == "on", akka => akka.WithMcpActors(mcp => mcp.AddServer("a", "npx")).AddHocon($"{Key} = {said}", mode));

    // AddHocon in mode Append has the lowest priority, so that the setting of WithMcpActors stays.
    [Fact]
    public Task The_platform_says_it_after_and_behind() => IsAsync(false, akka => akka.WithMcpActors().AddHocon($"{Key} = on", HoconAddMode.Append));

    private static async Task IsAsync(bool handledByAkka, Action<AkkaConfigurationBuilder> akka)
    {
        await using var platform = await Platform.StartAsync(akka);

        Assert.Equal(handledByAkka, platform.System.Settings.Config.GetBoolean(Key));
    }
}
