namespace McpActors.Tests.Configuration;

/// <summary>Each mistake is reported with its key, the problem and the allowed values.</summary>
public sealed class BadInputTests
{
    private const string Servers = "mcp-actors.servers";
    private const string Nightly = "mcp-actors.scheduler.schedules.nightly";

    [Theory]
    // Root
    [InlineData("mcp-actors = 5", "mcp-actors", "not an object", "{ ... }")]
    [InlineData("mcp-actors { server { } }", "mcp-actors.server", "did you mean 'servers'", "server-defaults, ")]
    [InlineData("mcp-actors { reaper { swep-interval = 5m } }", "mcp-actors.reaper.swep-interval", "did you mean 'sweep-interval'", "sweep-interval")]
    [InlineData("mcp-actors { reaper = off }", "mcp-actors.reaper", "not an object", "{ ... }")]
    [InlineData("mcp-actors { zzzzzz = 1 }", "mcp-actors.zzzzzz", "unknown key", "servers")]
    // Durations
    [InlineData("mcp-actors.reaper.sweep-interval = 5", "mcp-actors.reaper.sweep-interval", "has no unit", "0s (no interval sweeps)")]
    [InlineData("mcp-actors.reaper.sweep-interval = -5s", "mcp-actors.reaper.sweep-interval", "negative", "unit")]
    [InlineData("mcp-actors.reaper.sweep-interval = 5 parsecs", "mcp-actors.reaper.sweep-interval", "not a duration", "ms, s, m, h, d")]
    [InlineData("mcp-actors.reaper.sweep-interval = 25d", "mcp-actors.reaper.sweep-interval", "not a duration", "to 24d")]
    [InlineData("mcp-actors.sessions.idle-ttl = [1s]", "mcp-actors.sessions.idle-ttl", "not a duration", "24d")]
    [InlineData("mcp-actors.server-defaults.call-timeout = 0s", "mcp-actors.server-defaults.call-timeout", "longer than zero", "1ms to 24d")]
    [InlineData("mcp-actors.server-defaults.call-timeout = \"\"", "mcp-actors.server-defaults.call-timeout", "not a duration", "such as 1m")]
    [InlineData("mcp-actors.server-defaults.startup-timeout = infinite", "mcp-actors.server-defaults.startup-timeout", "not a duration", "such as 30s")]
    // Sizes
    [InlineData("mcp-actors.server-defaults.max-message = 16", "mcp-actors.server-defaults.max-message", "unit", "16 MiB")]
    [InlineData("mcp-actors.server-defaults.max-message = 1 B", "mcp-actors.server-defaults.max-message", "too small", "1 KiB")]
    [InlineData("mcp-actors.server-defaults.max-message = 2 GiB", "mcp-actors.server-defaults.max-message", "too large", "1 GiB")]
    [InlineData("mcp-actors.server-defaults.max-message = 16 Mebi", "mcp-actors.server-defaults.max-message", "not a size", "KiB")]
    [InlineData("mcp-actors.server-defaults.max-result = 100 B", "mcp-actors.server-defaults.max-result", "too small", "0 B (no limit), or a size from 1 KiB to 1 GiB")]
    [InlineData("mcp-actors.servers.a { command = x, max-spill = 2 TiB }", Servers + ".a.max-spill", "not a size", "0 B (nothing is kept)")]
    [InlineData("mcp-actors.servers.a { command = x, tools.\"fs/read\".max-result = 5 }", Servers + ".a.tools.\"fs/read\".max-result", "unit", "1 KiB")]
    [InlineData("mcp-actors.servers.a { command = x, tools.read.max-results = 5 KiB }", Servers + ".a.tools.read.max-results", "did you mean 'max-result'", "max-result")]
    [InlineData("mcp-actors.servers.a { command = x, tools.read = on }", Servers + ".a.tools.read", "not an object", "{ ... }")]
    // Words and numbers
    [InlineData("mcp-actors.server-defaults.inherit-env = defalt", "mcp-actors.server-defaults.inherit-env", "did you mean 'default'", "default | all | none")]
    [InlineData("mcp-actors.server-defaults.cluster = single", "mcp-actors.server-defaults.cluster", "did you mean 'singleton'", "per-node | singleton")]
    [InlineData("mcp-actors.protect-host = onn", "mcp-actors.protect-host", "did you mean 'on'", "on | off")]
    [InlineData("mcp-actors.reload-on-change = onn", "mcp-actors.reload-on-change", "did you mean 'on'", "on | off")]
    [InlineData("mcp-actors.keeper.required = maybe", "mcp-actors.keeper.required", "unknown word", "on | off")]
    [InlineData("mcp-actors.keeper.path = \"a\\u0000b\"", "mcp-actors.keeper.path", "NUL", "mcp-keeper")]
    [InlineData("mcp-actors.server-defaults.restart.max-restarts = -1", "mcp-actors.server-defaults.restart.max-restarts", "is not a number in this range", "from 0")]
    [InlineData("mcp-actors.server-defaults.restart.jitter = 1.1", "mcp-actors.server-defaults.restart.jitter", "is not a number in this range", "from 0 to 1")]
    [InlineData("mcp-actors.server-defaults.restart.jitter = \"-Infinity\"", "mcp-actors.server-defaults.restart.jitter", "is not a number in this range", "from 0 to 1")]
    [InlineData("mcp-actors.server-defaults.restart.jitter = NaN", "mcp-actors.server-defaults.restart.jitter", "is not a number in this range", "from 0 to 1")]
    [InlineData("mcp-actors.server-defaults.restart.jitter = -0.1", "mcp-actors.server-defaults.restart.jitter", "is not a number in this range", "from 0 to 1")]
    [InlineData("mcp-actors.server-defaults.isolation = sesion", "mcp-actors.server-defaults.isolation", "did you mean 'session'", "shared | session | pool")]
    [InlineData("mcp-actors.server-defaults.start = lazy", "mcp-actors.server-defaults.start", "unknown word", "on-demand | eager")]
    [InlineData("mcp-actors.server-defaults.pool-size = 0", "mcp-actors.server-defaults.pool-size", "is not a number in this range", "from 1")]
    [InlineData("mcp-actors.server-defaults.max-memory = 100 kB", "mcp-actors.server-defaults.max-memory", "too small", "from 1 MiB")]
    [InlineData("mcp-actors.server-defaults { isolation = pool, pool-size = 65 }", "mcp-actors.server-defaults.pool-size", "more than max-processes, 64", "at most")]
    [InlineData("mcp-actors.server-defaults { isolation = pool, max-processes = 3 }", "mcp-actors.server-defaults.pool-size", "more than max-processes, 3", "at most")]
    [InlineData("mcp-actors.limits.max-processes = 0", "mcp-actors.limits.max-processes", "is not a number in this range", "from 1")]
    [InlineData("mcp-actors { limits.max-processes = 4, servers.a { command = x, start = eager, isolation = pool, pool-size = 5 } }", "mcp-actors.limits.max-processes", "less than the 5 processes", "at least 5")]
    [InlineData("mcp-actors.limits.max-starts = 3", "mcp-actors.limits.max-starts", "unknown key", "max-starting")]
    [InlineData("mcp-actors.server-defaults.restart.max-restarts = many", "mcp-actors.server-defaults.restart.max-restarts", "is not a number in this range", "whole number")]
    [InlineData("mcp-actors.server-defaults.call-timeout = 25h", "mcp-actors.server-defaults.call-timeout", "longer than max-call-timeout, ", "at most")]
    [InlineData("mcp-actors.server-defaults.max-call-timeout = 30s", "mcp-actors.server-defaults.call-timeout", "longer than max-call-timeout, 30s", "at most")]
    [InlineData("mcp-actors.server-defaults.restart.min-backoff = 31s", "mcp-actors.server-defaults.restart.min-backoff", "longer than max-backoff, 30s", "at most")]
    [InlineData("mcp-actors.server-defaults.health.interval = 500ms", "mcp-actors.server-defaults.health.interval", "shorter than 1s", "0s (never)")]
    [InlineData("mcp-actors.server-defaults.restart.probe-interval = 1ms", "mcp-actors.server-defaults.restart.probe-interval", "shorter than 1s", "1s to 24d, or 0s (never)")]
    [InlineData("mcp-actors.reaper.sweep-interval = 1ms", "mcp-actors.reaper.sweep-interval", "shorter than 1s", "1s to 24d, or 0s (no interval sweeps)")]
    [InlineData("mcp-actors.sessions.claim-ttl = 999ms", "mcp-actors.sessions.claim-ttl", "shorter than 1s", "from 1s to 24d with")]
    [InlineData("mcp-actors.sessions.claim-ttl = 0s", "mcp-actors.sessions.claim-ttl", "longer than zero", "from 1s to 24d with")]
    [InlineData("mcp-actors.sessions.idle-ttl = 1ms", "mcp-actors.sessions.idle-ttl", "shorter than 1s", "or 0s (for ever)")]
    [InlineData("mcp-actors.cluster.report-interval = 1ms", "mcp-actors.cluster.report-interval", "shorter than 100ms", "from 100ms to 24d with")]
    [InlineData("mcp-actors.server-defaults.health.timeout = 0s", "mcp-actors.server-defaults.health.timeout", "longer than zero", "1ms to 24d")]
    [InlineData("mcp-actors.server-defaults.health { intervall = 5s }", "mcp-actors.server-defaults.health.intervall", "did you mean 'interval'", "timeout")]
    [InlineData("mcp-actors.server-defaults.breaker.max-failures = -1", "mcp-actors.server-defaults.breaker.max-failures", "is not a number in this range", "from 0")]
    [InlineData("mcp-actors.server-defaults.breaker.reset-timeout = 0s", "mcp-actors.server-defaults.breaker.reset-timeout", "longer than zero", "such as 30s")]
    [InlineData("mcp-actors.server-defaults.redact.args = \"-p\"", "mcp-actors.server-defaults.redact.args", "not a list", "[\"-p\"]")]
    [InlineData("mcp-actors.server-defaults.redact.show-env = [REGION, [A]]", "mcp-actors.server-defaults.redact.show-env[1]", "not a text", "[REGION]")]
    [InlineData("mcp-actors.server-defaults.redact.hide-env = []", "mcp-actors.server-defaults.redact.hide-env", "unknown key", "show-env")]
    [InlineData("mcp-actors.server-defaults.command = npx", "mcp-actors.server-defaults.command", "unknown key", "inherit-env")]
    // Servers
    [InlineData("mcp-actors.servers.a { }", Servers + ".a.command", "is missing", "PATH")]
    [InlineData("mcp-actors.servers.a.command = \" \"", Servers + ".a.command", "is empty", "PATH")]
    [InlineData("mcp-actors.servers.a.command = [npx]", Servers + ".a.command", "not a text", "without its arguments")]
    [InlineData("mcp-actors.servers.a.command = \"a\\u0000b\"", Servers + ".a.command", "NUL", "PATH")]
    [InlineData("mcp-actors.servers.a = npx", Servers + ".a", "not an object", "{ ... }")]
    [InlineData("mcp-actors.servers.a { command = x, arg = [] }", Servers + ".a.arg", "did you mean 'args'", "cwd")]
    [InlineData("mcp-actors.servers.a { command = x, shutdown { eof = 1s } }", Servers + ".a.shutdown.eof", "unknown key", "eof-grace, term-grace")]
    [InlineData("mcp-actors.servers.a { command = x, args = \"-y\" }", Servers + ".a.args", "not a list", "[\"-y\"")]
    [InlineData("mcp-actors.servers.a { command = x, args = [ok, [no]] }", Servers + ".a.args[1]", "not a text", "list of texts")]
    [InlineData("mcp-actors.servers.a { command = x, args = [\"a\\u0000\"] }", Servers + ".a.args[0]", "NUL", "list of texts")]
    [InlineData("mcp-actors.servers.a { command = x, env { \"\" = 1 } }", Servers + ".a.env.\"\"", "empty name", "NAME = text")]
    [InlineData("mcp-actors.servers.a { command = x, env { \"A=B\" = 1 } }", Servers + ".a.env.\"A=B\"", "'='", "NAME = text")]
    [InlineData("mcp-actors.servers.a { command = x, env { A.B = 1 } }", Servers + ".a.env.A", "not a text", "dots in quotes")]
    [InlineData("mcp-actors.servers.a { command = x, env { A = null } }", Servers + ".a.env.A", "not a text", "NAME = text")]
    [InlineData("mcp-actors.servers.a { command = x, cwd = { } }", Servers + ".a.cwd", "not a text", "relative")]
    [InlineData("mcp-actors.servers.\"a b\" { command = x }", Servers + ".\"a b\"", "not a legal name", "letters, digits")]
    [InlineData("mcp-actors.servers.\"$a\" { command = x }", Servers + ".\"$a\"", "not a legal name", "letters, digits")]
    [InlineData("mcp-actors.servers { a { command = x }, A { command = x } }", Servers + ".A", "only in case", "one server")]
    // Schedules
    [InlineData("mcp-actors.scheduler.time-zone = Europe/Berln", "mcp-actors.scheduler.time-zone", "did you mean 'Europe/Berlin'", "UTC")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { cron = \"0 3 * *\" }", Nightly + ".cron", "4 fields", "five fields")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { cron = \"99 3 * * *\" }", Nightly + ".cron", "99", "five fields")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { cron = \"x 3 * * *\" }", Nightly + ".cron", "x", "five fields")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { cron = \"\" }", Nightly + ".cron", "cron line", "five fields")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { }", Nightly + ".cron", "missing", "five fields")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { }", Nightly + ".jobs", "missing", "at least one job")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [] }", Nightly + ".jobs", "empty", "at least one job")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = { } }", Nightly + ".jobs", "not a list", "at least one job")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ 5 ] }", Nightly + ".jobs[0]", "not a job", "tool")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { tool = t } ] }", Nightly + ".jobs[0].server", "missing", "name of a server")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tool = \"\" } ] }", Nightly + ".jobs[0].tool", "empty", "name of a tool")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tol = t } ] }", Nightly + ".jobs[0].tol", "did you mean 'tool'", "arguments")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tool = t, retry = 2 } ] }", Nightly + ".jobs[0].retry", "unknown word", "never | not-sent | idempotent")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tool = t, node-retries = -1 } ] }", Nightly + ".jobs[0].node-retries", "is not a number in this range", "from 0 to 1000")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tool = t, arguments = 5 } ] }", Nightly + ".jobs[0].arguments", "not an object", "by name")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { actor = clenup } ] }", Nightly + ".jobs[0].actor", "did you mean 'cleanup'", "JobActors: cleanup")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { actor = cleanup, tool = t } ] }", Nightly + ".jobs[0].tool", "cannot be combined with actor", "one of the two")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { actor = [] } ] }", Nightly + ".jobs[0].actor", "unknown actor", "JobActors: cleanup")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = fils, tool = t } ] }, mcp-actors.servers.files.command = x",
        Nightly + ".jobs[0].server", "did you mean 'files'", "files")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { jobs = [ { server = x, tool = t } ] }", Nightly + ".jobs[0].server", "unknown server", "has none")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { overlap = often }", Nightly + ".overlap", "unknown word", "skip | queue | allow")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { max-parallel = 0 }", Nightly + ".max-parallel", "is not a number in this range", "from 1")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { timeout = 0s }", Nightly + ".timeout", "longer than zero", "such as 5m")]
    [InlineData("mcp-actors.scheduler.time-zone = \"\"", "mcp-actors.scheduler.time-zone", "unknown time zone", "UTC")]
    [InlineData("mcp-actors.scheduler.time-zone = \"../../passwd\"", "mcp-actors.scheduler.time-zone", "unknown time zone", "UTC")]
    [InlineData("mcp-actors.scheduler.time-zone = [UTC]", "mcp-actors.scheduler.time-zone", "unknown time zone", "UTC")]
    [InlineData("mcp-actors.scheduler.schedules.nightly { time-zone = Mars }", Nightly + ".time-zone", "unknown time zone", "UTC")]
    // Budgets
    [InlineData("mcp-actors.servers.a { command = x, shutdown { eof-grace = 3s } }", Servers + ".a.shutdown",
        "eof-grace 3s + term-grace 2s + 1s to spare = 6s, longer than the shutdown phase service-stop (5s) and before-cluster-shutdown (5s)",
        "akka.coordinated-shutdown.phases.service-stop.timeout = 6s and")]
    [InlineData("akka.coordinated-shutdown.phases.service-stop.timeout = 4 s, mcp-actors.servers.a { command = x }", Servers + ".a.shutdown",
        "service-stop (4s)", "service-stop.timeout = 5s")]
    [InlineData("mcp-actors.cluster.enabled = on, akka.remote.dot-netty.tcp.maximum-frame-size = 128000b, mcp-actors.servers.a { command = x }", Servers + ".a.max-message",
        "16 KiB around it exceed the longest message between nodes, akka.remote.dot-netty.tcp.maximum-frame-size = 128000b",
        "at most 109 KiB, for the server or in server-defaults, or akka.remote.dot-netty.tcp.maximum-frame-size = 16400 KiB or more on all nodes")]
    [InlineData("mcp-actors.cluster.enabled = on, mcp-actors.servers.a { command = x, max-message = 32 MiB }", Servers + ".a.max-message", "maximum-frame-size = 32 MiB", "32784 KiB")]
    [InlineData("mcp-actors.cluster.enabled = on, akka.remote.dot-netty.tcp.maximum-frame-size = much", "akka.remote.dot-netty.tcp.maximum-frame-size", "not a size", "32 MiB")]
    [InlineData("akka.coordinated-shutdown.default-phase-timeout = soon", "akka.coordinated-shutdown.default-phase-timeout", "not a duration", "10s")]
    public void A_mistake_names_key_problem_and_what_is_allowed(string hocon, string key, string problem, string allowed)
    {
        var mistake = Assert.Single(Hocon.Mistakes(hocon), m => m.Key == key);
        Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, mistake.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void A_bad_variable_is_named(string value)
    {
        var mistakes = Hocon.Mistakes("a = 1", new() { ["MCP_SESSION_IDLE_TTL"] = value, ["MCP_PROCESS_CLEANUP_INTERVAL"] = value });
        Assert.Equal(["environment variable MCP_PROCESS_CLEANUP_INTERVAL", "environment variable MCP_SESSION_IDLE_TTL"], mistakes.Select(m => m.Where));
        Assert.All(mistakes, m => Assert.Equal(value, m.Value));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place()
    {
        const string Text = """
            mcp-actors {
              reaper.sweep-interval = 5
              servers {
                a { command = x, call-timeout = "1 fortnight" }
                b { comand = x }
              }
            }
            """;
        var e = Assert.Throws<McpConfigurationException>(() => Hocon.Settings(Text));
        Assert.Equal(
            """
            The configuration has 4 mistakes:
              test.conf:2:27: mcp-actors.reaper.sweep-interval = 5: has no unit; allowed: a duration from 1s to 24d, or 0s (no interval sweeps), with a unit (ms, s, m, h, d), such as 5m
              test.conf:4:37: mcp-actors.servers.a.call-timeout = "1 fortnight": is not a duration; allowed: a duration from 1ms to 24d with a unit (ms, s, m, h, d), such as 1m
              test.conf:5:7: mcp-actors.servers.b.command: is missing; allowed: a program: a path, or a name that is looked up in PATH, without its arguments
              test.conf:5:18: mcp-actors.servers.b.comand: unknown key, did you mean 'command'?; allowed: command, args, env, cwd, shutdown, restart, health, breaker, lists, catalog, redact, tools, inherit-env, isolation, pool-size, start, idle-timeout, max-lifetime, max-memory, max-processes, max-waiting, cluster, protocol, pin, retry, startup-timeout, call-timeout, max-call-timeout, drain-timeout, max-message, max-result, max-spill, max-unread, max-server-requests, unread-timeout, max-notifications
            """.ReplaceLineEndings(), e.Message);
    }

    [Fact]
    public void What_servers_inherit_is_blamed_once_and_where_it_stands()
    {
        var mistakes = Hocon.Mistakes("""
            mcp-actors.server-defaults { call-timeout = 0s, shutdown.term = 1s, restart.min-backoff = 1h }
            mcp-actors.servers { a.command = x, b.command = x, c { command = x, restart.max-backoff = 2h } }
            """);
        Assert.Equal(
            [
                ("mcp-actors.server-defaults.call-timeout", "test.conf:1:45"),
                ("mcp-actors.server-defaults.shutdown.term", "test.conf:1:65"),
                ("mcp-actors.server-defaults.restart.min-backoff", "test.conf:1:91"),
            ],
            mistakes.Select(m => (m.Key, m.Where)));
    }

    [Theory]
    [InlineData("env { API_TOKEN = [hunter2hunter2] }")]
    [InlineData("env { API_TOKEN = \"hunter2hunter2\\u0000\" }")]
    [InlineData("args = \"--token=hunter2hunter2\"")]
    [InlineData("args = [\"--token\", \"hunter2hunter2\\u0000\"]")]
    [InlineData("tokn = hunter2hunter2")]
    [InlineData("env = hunter2hunter2")]
    [InlineData("cwd = [hunter2hunter2]")]
    [InlineData("call-timeout = \"Bearer hunter2hunter2\"")]
    [InlineData("env { API_TOKEN = \"hunter2hunter2 }")]
    [InlineData("env { API_TOKEN = hunter2hunter2?x }")]
    [InlineData("env { API_TOKEN = hunter2hunter2 { } }")]
    public void No_mistake_echoes_a_secret(string line)
    {
        var e = Assert.Throws<McpConfigurationException>(() => Hocon.Settings($"mcp-actors.servers.a {{ command = x\n{line}\n}}"));
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_akka_parsed_is_checked_as_well_without_positions()
    {
        var config = ConfigurationFactory.ParseString("mcp-actors.reaper.sweep-interval = 5").WithFallback(ConfigurationFactory.Default());
        var e = Assert.Throws<McpConfigurationException>(() => SettingsReader.Read(config, "the test", _ => null));
        Assert.StartsWith("The configuration has a mistake. the test: mcp-actors.reaper.sweep-interval = 5: has no unit", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_survive_an_actor_system()
    {
        var system = ActorSystem.Create("places", ConfigurationFile.Parse("mcp-actors.reaper.sweep-interval = 5\nakka.loglevel = OFF", "my.conf"));
        try
        {
            var e = Assert.Throws<McpConfigurationException>(() => SettingsReader.Read(system.Settings.Config, environment: _ => null));
            Assert.Equal("my.conf:1:36", Assert.Single(e.Mistakes).Where);
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public void Places_survive_fallbacks()
    {
        var config = ConfigurationFile.Parse("mcp-actors.reaper.sweep-interval = 5", "above.conf")
            .WithFallback(ConfigurationFile.Parse("mcp-actors { reaper { sweep-interval = 6m }, servers { a { command = x, cal = 1 } } }", "below.conf"))
            .WithFallback(ConfigurationFactory.Default());
        var e = Assert.Throws<McpConfigurationException>(() => SettingsReader.Read(config, "the test", _ => null));
        Assert.Equal(["above.conf:1:36", "below.conf:1:79"], e.Mistakes.Select(m => m.Where).Order());
    }
}
