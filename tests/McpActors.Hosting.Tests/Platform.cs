namespace McpActors.Hosting.Tests;

/// <summary>A generic host with an actor system, as in a platform.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly IHost _host;

    private Platform(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public ActorSystem System => Services.GetRequiredService<ActorSystem>();

    public McpActorsExtension Actors => McpActorsExtension.Get(System);

    public McpActorsSettings Settings => Actors.Settings;

    /// <summary>Builds a host without starting it.</summary>
    public static Platform Build(Action<AkkaConfigurationBuilder> akka, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        before?.Invoke(builder.Services);
        builder.Services.AddAkka("platform", system =>
        {
            system.AddHocon("akka.loglevel = WARNING", HoconAddMode.Append);
            akka(system);
        }).AddMcpActors();
        after?.Invoke(builder.Services);
        return new Platform(builder.Build());
    }

    public static async Task<Platform> StartAsync(
        Action<AkkaConfigurationBuilder> akka, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null)
    {
        var platform = Build(akka, before, after);
        await platform.StartAsync();
        return platform;
    }

    /// <summary>The error with which such a host refuses to start.</summary>
    public static async Task<McpConfigurationException> RefusalAsync(Action<AkkaConfigurationBuilder> akka)
    {
        await using var platform = Build(akka);
        return await Assert.ThrowsAsync<McpConfigurationException>(platform.StartAsync);
    }

    public Task StartAsync() => _host.StartAsync().WaitAsync(Patience.ForHosts);

    public Task StopAsync() => _host.StopAsync().WaitAsync(Patience.ForHosts);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}
