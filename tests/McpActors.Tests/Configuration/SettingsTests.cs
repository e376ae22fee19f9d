namespace McpActors.Tests.Configuration;

/// <summary>Settings equal the configuration.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void The_designs_example_is_read_whole()
    {
        var settings = Hocon.Settings("""
            akka.coordinated-shutdown.default-phase-timeout = 10s
            mcp-actors {
              server-defaults { startup-timeout = 5 seconds, restart.max-restarts = 3, shutdown.eof-grace = 1.5s, inherit-env = none
                                health { interval = 1m, timeout = 5s }, breaker.reset-timeout = 10s }
              servers {
                files {
                  command = npx, args = ["-y", "@modelcontextprotocol/server-filesystem", "/srv/data", 5, " x "]
                  env { LOG = debug, PORT = 8080, FLAG = on, EMPTY = "", "A.B" = " 007 " }
                  cwd = data, call-timeout = 2m, shutdown.term-grace = 3s, restart { max-backoff = 1m }, inherit-env = all
                  health.interval = 0s, breaker { max-failures = 0 }
                }
                "other.one" { command = /bin/other }
              }
              scheduler {
                time-zone = Europe/Berlin
                schedules {
                  nightly { cron = "0 3 * * *", overlap = queue, max-parallel = 2, timeout = 90s, time-zone = America/New_York
                            jobs = [ { server = files, tool = list_directory, arguments { path = "/srv/data" } }, { server = other.one, tool = t } ] }
                }
              }
              reaper { sweep-interval = 0s }
              keeper { path = /opt/mcp-keeper, required = on }
              reload-on-change = on
              protect-host = on
            }
            """);

        var files = settings.Servers["files"];
        Assert.Equal("npx", files.Command);
        Assert.Equal(["-y", "@modelcontextprotocol/server-filesystem", "/srv/data", "5", " x "], files.Arguments);
        Assert.Equal(
            new Dictionary<string, string> { ["LOG"] = "debug", ["PORT"] = "8080", ["FLAG"] = "on", ["EMPTY"] = "", ["A.B"] = " 007 " }, files.Environment);
        Assert.Equal("data", files.WorkingDirectory);
        Assert.Equal(InheritEnvironment.All, files.InheritEnvironment);
        Assert.Equal(TimeSpan.FromSeconds(5), files.StartupTimeout);
        Assert.Equal(TimeSpan.FromMinutes(2), files.CallTimeout);
        Assert.Equal(TimeSpan.FromSeconds(1.5), files.EofGrace);
        Assert.Equal(TimeSpan.FromSeconds(3), files.TermGrace);
        Assert.Equal(16L << 20, files.MaxMessageBytes);
        Assert.Equal(new RestartSettings { MaxRestarts = 3, MaxBackoff = TimeSpan.FromMinutes(1) }, files.Restart);
        Assert.Equal(new HealthSettings { Interval = TimeSpan.Zero, Timeout = TimeSpan.FromSeconds(5) }, files.Health);
        Assert.Equal(new BreakerSettings { MaxFailures = 0, ResetTimeout = TimeSpan.FromSeconds(10) }, files.Breaker);

        var other = settings.Servers["other.one"];
        Assert.Equal(InheritEnvironment.None, other.InheritEnvironment);
        Assert.Equal(TimeSpan.FromMinutes(1), other.Health.Interval);
        Assert.Equal(5, other.Breaker.MaxFailures);
        Assert.Equal(TimeSpan.FromSeconds(1.5), other.EofGrace);
        Assert.Equal(TimeSpan.FromSeconds(2), other.TermGrace);

        Assert.Equal("Europe/Berlin", settings.Scheduler.TimeZone.Id);
        var nightly = Assert.Single(settings.Scheduler.Schedules);
        Assert.Equal("0 3 * * *", nightly.Cron);
        Assert.Equal("America/New_York", nightly.TimeZone);
        Assert.Equal(Overlap.Queue, nightly.Overlap);
        Assert.Equal(2, nightly.MaxParallel);
        Assert.Equal(TimeSpan.FromSeconds(90), nightly.Timeout);
        Assert.Equal(["files", "other.one"], nightly.Jobs.Cast<ToolJob>().Select(j => j.Server));
        Assert.Equal("/srv/data", ((ToolJob)nightly.Jobs[0]).Arguments["path"].GetString());
        Assert.Empty(((ToolJob)nightly.Jobs[1]).Arguments);

        Assert.Equal(TimeSpan.Zero, settings.Reaper.SweepInterval);
        Assert.Equal(new KeeperSettings { Path = "/opt/mcp-keeper", Required = KeeperRequirement.On }, settings.Keeper);
        Assert.True(settings.ReloadOnChange);
        Assert.True(settings.ProtectHost);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("\"5\"", "\"5\"")]
    [InlineData("-1.5e3", "-1.5e3")]
    [InlineData("007", "\"007\"")]
    [InlineData("5s", "\"5s\"")]
    [InlineData("true", "true")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("null", "null")]
    [InlineData("\"null\"", "\"null\"")]
    [InlineData("\" x \"", "\" x \"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("[1, \"1\", [true], { a.b = null }]", "[1,\"1\",[true],{\"a\":{\"b\":null}}]")]
    [InlineData("\"ü\\u0000\"", "\"\\u00FC\\u0000\"")]
    public void A_jobs_arguments_become_JSON(string hocon, string json)
    {
        var settings = Hocon.Settings(Job(hocon));
        Assert.Equal(json, JsonSerializer.Serialize(((ToolJob)settings.Scheduler.Schedules[0].Jobs[0]).Arguments["v"]));
    }

    [Theory]
    // Akka.NET's parser drops the quotes, so that a text which looks like a number becomes one. This test documents the
    // limit.
    [InlineData("5", "5")]
    [InlineData("\"5\"", "5")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("[1, { a = x } ]", "[1,{\"a\":\"x\"}]")]
    [InlineData("${n} ", "7")]
    public void Arguments_that_akka_parsed_lose_their_quotes(string hocon, string json)
    {
        var settings = SettingsReader.Read(ConfigurationFactory.ParseString($"n = 7\n{Job(hocon)}"), environment: _ => null);
        Assert.Equal(json, JsonSerializer.Serialize(((ToolJob)settings.Scheduler.Schedules[0].Jobs[0]).Arguments["v"]));
    }

    [Fact]
    public void Variables_override_in_seconds()
    {
        var settings = Hocon.Settings("mcp-actors.reaper.sweep-interval = 1h", new() { ["MCP_PROCESS_CLEANUP_INTERVAL"] = "7", ["MCP_SESSION_IDLE_TTL"] = "0" });
        Assert.Equal(TimeSpan.FromSeconds(7), settings.Reaper.SweepInterval);
        Assert.Equal(TimeSpan.Zero, settings.Sessions.IdleTtl);
        Assert.Equal(TimeSpan.FromHours(1), Hocon.Settings("mcp-actors.reaper.sweep-interval = 1h", new() { ["MCP_PROCESS_CLEANUP_INTERVAL"] = "" }).Reaper.SweepInterval);
    }

    [Fact]
    public void Graces_may_grow_with_the_phases()
    {
        var settings = Hocon.Settings("""
            akka.coordinated-shutdown.phases { service-stop.timeout = 13 s, before-cluster-shutdown.timeout = 13000 }
            mcp-actors.servers.a { command = x, shutdown { eof-grace = 10s } }
            """);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Servers["a"].EofGrace);
    }

    [Fact]
    public void A_process_spec_has_what_the_server_says()
    {
        var server = new ServerSettings
        {
            Name = "a", Command = "x", Arguments = ["--token", "hunter2hunter2"], WorkingDirectory = "sub", MaxMessageBytes = 5000,
            Environment = new Dictionary<string, string> { ["API_KEY"] = "hunter3hunter3", ["PATH"] = "/mine" },
            EofGrace = TimeSpan.FromSeconds(3), TermGrace = TimeSpan.FromSeconds(4),
        };
        var spec = server.ToProcessSpec();
        // An answer over max-message is read to its end; the process ends at what has none.
        Assert.Equal(("a", "x", 16 * 5000L), (spec.Server, spec.Command, spec.MaxMessageBytes));
        Assert.Equal(Path.GetFullPath("sub"), spec.WorkingDirectory);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (spec.EofGrace, spec.TermGrace));
        Assert.Equal("/mine", spec.Environment["PATH"]);
        Assert.Equal("*** ***", spec.Secrets.Redact("hunter2hunter2 hunter3hunter3"));
        Assert.Equal("", (server with { WorkingDirectory = "" }).ToProcessSpec().WorkingDirectory);
        Assert.Equal(["API_KEY", "PATH"], (server with { InheritEnvironment = InheritEnvironment.None }).ToProcessSpec().Environment.Keys.Order());

        Environment.SetEnvironmentVariable("MCP_ACTORS_TEST_PRIVATE", "1");
        Assert.False(spec.Environment.ContainsKey("MCP_ACTORS_TEST_PRIVATE"));
        Assert.Equal("1", (server with { InheritEnvironment = InheritEnvironment.All }).ToProcessSpec().Environment["MCP_ACTORS_TEST_PRIVATE"]);
        Assert.False(server.ToProcessSpec().Environment.ContainsKey("MCP_ACTORS_TEST_PRIVATE"));
    }

    [Theory]
    [InlineData("args = [${MY_API_KEY}, ${PROJECT}]", "*** the-project")]
    [InlineData("args = [\"key:\"${MY_API_KEY}, ${?MY_API_KEY}${PROJECT}]", "key:*** ***the-project")]
    [InlineData("args = ${shared.args}", "*** the-project")]
    [InlineData("args = [none], args = [${shared.key}]", "***")]
    [InlineData("args = [${UNSET_TOKEN}]", "fallback-value")]
    public void A_variable_whose_name_is_secret_is_hidden_wherever_it_stands(string args, string shown)
    {
        var settings = Hocon.Settings(
            $$"""
            shared { key = ${MY_API_KEY}, args = [${shared.key}, ${PROJECT}] }
            UNSET_TOKEN = fallback-value
            mcp-actors.servers.a { command = x, {{args}} }
            """,
            new() { ["MY_API_KEY"] = "hunter2hunter2", ["PROJECT"] = "the-project" });
        var spec = settings.Servers["a"].ToProcessSpec();
        Assert.Equal($"x {shown}", spec.Secrets.CommandLine(spec.Command, spec.Arguments));
    }

    [Fact]
    public void Servers_that_are_read_twice_are_the_same_with_their_variables()
    {
        const string Text = "mcp-actors.servers.a { command = ${COMMAND}, args = [${KEY}], env { B = ${KEY}, A = ${COMMAND} } }";
        var environment = new Dictionary<string, string> { ["COMMAND"] = "x", ["KEY"] = "hunter2hunter2" };
        Assert.Empty(ServerSettingsDiff.Of(Read(), Read()));

        ServerSettings Read() => Hocon.Settings(Text, environment).Servers["a"];
    }

    private static string Job(string value) => $$"""
        mcp-actors.servers.a.command = x
        mcp-actors.scheduler.schedules.s { cron = "0 3 * * *", jobs = [ { server = a, tool = t, arguments { v = {{value}} } } ] }
        """;
}
