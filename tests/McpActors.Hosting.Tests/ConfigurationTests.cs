namespace McpActors.Hosting.Tests;

/// <summary>.NET's configuration: <c>appsettings.json</c>, the environment, and other sources.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Appsettings_has_all_that_hocon_has()
    {
        const string Json =
            """
            { "McpActors": {
                "ServerDefaults": { "InheritEnv": "none", "MaxMessage": "4 MiB", "Shutdown": { "EofGrace": "00:00:01" } },
                "Servers": {
                  "files": { "Command": "npx", "Args": [ "-y", "10:20:30" ], "Env": { "Log.Level": "00:00:05", "DEBUG": true }, "Restart": { "MaxRestarts": 0 } },
                  "search-2": { "command": "uvx", "call-timeout": "90s" }
                },
                "Scheduler": { "TimeZone": "Europe/Berlin", "Schedules": { "Nightly.1": {
                    "Cron": "0 3 * * *", "MaxParallel": 2,
                    "Jobs": [ { "Server": "files", "Tool": "list", "Arguments": { "MaxDepth": 2, "paths": [ "/a", "/b" ], "deep": { "Own": false }, "none": null } },
                              { "Server": "search-2", "Tool": "refresh" } ] } } },
                "Reaper": { "SweepInterval": "0s" },
                "Keeper": { "Required": true }
            } }
            """;

        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(Parse(Json)));

        var settings = platform.Settings;
        var files = settings.Servers["files"];
        var nightly = settings.Scheduler.Schedules.Single();
        var arguments = ((ToolJob)nightly.Jobs[0]).Arguments;
        Assert.Equal(["-y", "10:20:30"], files.Arguments);
        Assert.Equal(["DEBUG=true", "Log.Level=00:00:05"], files.Environment.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal));
        Assert.Equal((InheritEnvironment.None, 4L << 20, TimeSpan.FromSeconds(1), 0), (files.InheritEnvironment, files.MaxMessageBytes, files.EofGrace, files.Restart.MaxRestarts));
        Assert.Equal(TimeSpan.FromSeconds(90), settings.Servers["search-2"].CallTimeout);
        Assert.Equal(("Nightly.1", 2, "Europe/Berlin"), (nightly.Name, nightly.MaxParallel, settings.Scheduler.TimeZone.Id));
        Assert.Equal((2, "/b", false), (arguments["MaxDepth"].GetInt32(), arguments["paths"][1].GetString(), arguments["deep"].GetProperty("Own").GetBoolean()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, arguments["none"].ValueKind);
        Assert.Equal((TimeSpan.Zero, KeeperRequirement.On), (settings.Reaper.SweepInterval, settings.Keeper.Required));
    }

    [Fact]
    public async Task An_empty_list_is_an_empty_list()
    {
        var json = Parse("""{ "McpActors": { "Servers": { "files": { "Command": "npx", "Args": [], "Env": {} } }, "Import": [] } }""");

        await using var platform = await Platform.StartAsync(akka => akka
            .WithMcpActors(mcp => mcp.Servers["files"] = new ServerOptions { Command = "uvx", Args = ["earlier"] })
            .WithMcpActors(json));

        var files = platform.Settings.Servers["files"];
        Assert.Equal("npx", files.Command);
        Assert.Empty(files.Arguments);
        Assert.Empty(files.Environment);
    }

    [Fact]
    public async Task The_environment_writes_keys_in_its_own_case()
    {
        var environment = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MCPACTORS:SERVERS:files:COMMAND"] = "npx",
            ["MCPACTORS:SERVERS:files:CALLTIMEOUT"] = "5s",
            ["MCPACTORS:SERVERS:files:MAX_CALL_TIMEOUT"] = "6s",
        }).Build();

        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(environment));

        var files = platform.Settings.Servers["files"];
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)), (files.CallTimeout, files.MaxCallTimeout));
    }

    [Fact]
    public async Task A_section_may_have_any_name_and_may_be_missing()
    {
        var json = Parse("""{ "Agents": { "Mcp": { "Servers": { "files": { "Command": "npx" } } } } }""");

        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(json.GetSection("Agents:Mcp")).WithMcpActors(json));

        Assert.Equal(["files"], platform.Settings.Servers.Keys);
    }

    [Fact]
    public async Task It_may_be_bound_to_options_as_well()
    {
        var json = Parse("""{ "McpActors": { "Servers": { "files": { "Command": "npx", "Args": [ "-y" ], "CallTimeout": "00:02:00" } }, "Import": [] } }""");
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<McpActorsOptions>(json.GetSection(McpActorsHostingExtensions.SectionName));
        builder.Services.AddAkka("platform", (akka, services) =>
            akka.WithMcpActors(services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpActorsOptions>>().Value));
        using var host = builder.Build();
        await host.StartAsync();

        var files = McpActorsExtension.Get(host.Services.GetRequiredService<Akka.Actor.ActorSystem>()).Settings.Servers["files"];
        await host.StopAsync();

        Assert.Equal(("npx", "-y", TimeSpan.FromMinutes(2)), (files.Command, files.Arguments.Single(), files.CallTimeout));
    }

    [Theory]
    [InlineData("""{ "Servers": { "files": { "Command": "npx", "Args": "-y x" } } }""", "McpActors:Servers:files:Args", "list of texts")]
    [InlineData("""{ "Servers": { "files": { "Command": "npx", "CalTimeout": "5s" } } }""", "McpActors:Servers:files:CalTimeout", "did you mean 'call-timeout'?")]
    [InlineData("""{ "Servers": { "files": { "Command": "npx", "CallTimeout": "-00:00:01" } } }""", "McpActors:Servers:files:CallTimeout", "-00:00:01")]
    [InlineData("""{ "Servers": { "files": { "Command": "npx", "CallTimeout": 5 } } }""", "McpActors:Servers:files:CallTimeout", "has no unit")]
    [InlineData("""{ "Servers": { "files": { "Command": "npx" } }, "Scheduler": { "Schedules": { "s": { "Cron": "0 3 * * *", "Jobs": [] } } } }""", "McpActors:Scheduler:Schedules:s:Jobs", "is empty")]
    [InlineData("""{ "Servers": "files" }""", "McpActors:Servers", "not an object")]
    [InlineData("""{ "Server": { "files": { } } }""", "McpActors:Server", "did you mean 'servers'?")]
    public async Task A_mistake_names_the_section(string json, string where, string part)
    {
        var refusal = await Platform.RefusalAsync(akka => akka.WithMcpActors(Parse($$"""{ "McpActors": {{json}} }""")));

        Assert.Contains(refusal.Mistakes, mistake => mistake.Where == where && mistake.ToString().Contains(part, StringComparison.Ordinal));
    }

    private static IConfigurationRoot Parse(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();
}
