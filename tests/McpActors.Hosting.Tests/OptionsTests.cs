using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;
using McpActors.Hosting.Layers;

namespace McpActors.Hosting.Tests;

/// <summary>Options set in code become settings, over earlier configuration.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task Servers_and_schedules_of_code_are_those_of_the_host()
    {
        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(mcp =>
        {
            mcp.AddServer("files", "npx", "-y", "@mcp/server filesystem", "/srv").CallTimeout = TimeSpan.FromMinutes(5);
            mcp.AddServer("search", "uvx", ["search"], server => server.Env["LOG.LEVEL"] = "debug");
            mcp.AddSchedule("nightly", "0 3 * * *", schedule =>
            {
                schedule.Call("files", "list_directory", new { path = "/srv", depth = 2, id = "5", all = true }).Call("search", "refresh");
                schedule.TimeZone = "Europe/Berlin";
                schedule.Overlap = Overlap.Queue;
            });
        }));

        var files = platform.Settings.Servers["files"];
        var nightly = Assert.Single(platform.Settings.Scheduler.Schedules);
        var arguments = ((ToolJob)nightly.Jobs[0]).Arguments;

        Assert.Equal(("npx", TimeSpan.FromMinutes(5)), (files.Command, files.CallTimeout));
        Assert.Equal(["-y", "@mcp/server filesystem", "/srv"], files.Arguments);
        Assert.Equal("debug", platform.Settings.Servers["search"].Environment["LOG.LEVEL"]);
        Assert.Equal(("0 3 * * *", "Europe/Berlin", Overlap.Queue), (nightly.Cron, nightly.TimeZone, nightly.Overlap));
        Assert.Equal(["files/list_directory", "search/refresh"], nightly.Jobs.Select(job => job.Name));
        Assert.Equal(("/srv", 2, "5", true), (arguments["path"].GetString(), arguments["depth"].GetInt32(), arguments["id"].GetString(), arguments["all"].GetBoolean()));
    }

    [Fact]
    public async Task Whatever_is_said_later_wins_key_by_key()
    {
        var json = Json("""{ "McpActors": { "Servers": { "files": { "CallTimeout": "2m", "Env": { "B": "json" } } } } }""");
        await using var platform = await Platform.StartAsync(akka => akka
            .AddHocon("mcp-actors.servers.files { command = npx, args = [a, b], cwd = /srv, call-timeout = 1m, env { A = hocon, B = hocon } }", HoconAddMode.Append)
            .WithMcpActors(json)
            .WithMcpActors(mcp => mcp.AddServer("files", "uvx").Env["C"] = "code")
            .WithMcpActors(mcp => mcp.ConfigureServer("files", server => server.Shutdown.EofGrace = TimeSpan.FromSeconds(1)))
            .AddHocon("mcp-actors.servers.files.max-call-timeout = 1h", HoconAddMode.Prepend));

        var files = platform.Settings.Servers["files"];

        Assert.Equal(("uvx", "/srv"), (files.Command, files.WorkingDirectory));
        Assert.Empty(files.Arguments);
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromHours(1), TimeSpan.FromSeconds(1)), (files.CallTimeout, files.MaxCallTimeout, files.EofGrace));
        Assert.Equal(["A=hocon", "B=json", "C=code"], files.Environment.Select(v => $"{v.Key}={v.Value}").Order());
    }

    [Fact]
    public async Task Files_to_import_are_added_to_those_that_were_named_before()
    {
        using var first = new ImportFile("""{ "mcpServers": { "one": { "command": "npx" } } }""");
        using var second = new ImportFile("""{ "mcpServers": { "two": { "command": "uvx" } } }""");

        await using var platform = await Platform.StartAsync(akka => akka
            .AddHocon($"mcp-actors.import = [\"{first.Path}\"]", HoconAddMode.Append)
            .WithMcpActors(mcp => mcp.ImportFile(second.Path)));

        Assert.Equal(["one", "two"], platform.Settings.Servers.Keys.Order());
    }

    [Fact]
    public async Task All_mistakes_are_named_at_once_each_in_the_words_of_who_made_it()
    {
        var json = Json("""{ "McpActors": { "Servers": { "files": { "CallTimeout": "soon", "Comand": "npx" } } } }""");

        var refusal = await Platform.RefusalAsync(akka => akka
            .AddHocon("mcp-actors.reaper.sweep-interval = often", HoconAddMode.Append)
            .WithMcpActors(json)
            .WithMcpActors(mcp =>
            {
                mcp.AddServer("files", "npx").DrainTimeout = TimeSpan.FromSeconds(-1);
                mcp.AddSchedule("nightly", "0 3 * *", schedule => schedule.Call("fils", "list"));
                mcp.ConfigureServer("search", server => server.MaxMessage = 5);
            }));

        Assert.Equal(
            [
                "mcp-actors.reaper.sweep-interval ",
                "mcp-actors.scheduler.schedules.nightly.cron McpActorsOptions.Scheduler.Schedules[\"nightly\"].Cron",
                "mcp-actors.scheduler.schedules.nightly.jobs[0].server McpActorsOptions.Scheduler.Schedules[\"nightly\"].Jobs[0].Server",
                "mcp-actors.servers.files.call-timeout McpActors:Servers:files:CallTimeout",
                "mcp-actors.servers.files.comand McpActors:Servers:files:Comand",
                "mcp-actors.servers.files.drain-timeout McpActorsOptions.Servers[\"files\"].DrainTimeout",
                "mcp-actors.servers.search.command McpActorsOptions.Servers[\"search\"]",
                "mcp-actors.servers.search.max-message McpActorsOptions.Servers[\"search\"].MaxMessage",
            ],
            refusal.Mistakes.Select(mistake => $"{mistake.Key} {mistake.Where}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Options_that_contradict_hocon_are_refused_with_both_named()
    {
        var byCase = await Platform.RefusalAsync(akka => akka
            .AddHocon("mcp-actors.servers.files.command = npx", HoconAddMode.Append)
            .WithMcpActors(mcp => mcp.AddServer("Files", "uvx")));
        var budgets = await Platform.RefusalAsync(akka => akka
            .AddHocon("akka.coordinated-shutdown.phases.service-stop.timeout = 3s", HoconAddMode.Append)
            .WithMcpActors(mcp => mcp.AddServer("files", "npx").Shutdown.TermGrace = TimeSpan.FromSeconds(3)));

        Assert.Contains("differs from 'files' only in case", byCase.Message);
        Assert.Contains("service-stop", budgets.Message);
    }

    [Fact]
    public void What_is_added_twice_in_one_place_is_refused_there()
    {
        var options = new McpActorsOptions();
        options.AddServer("files", "npx");
        options.AddSchedule("nightly", "0 3 * * *", _ => { });

        Assert.Contains("ConfigureServer", Assert.Throws<ArgumentException>(() => options.AddServer("files", "uvx")).Message);
        Assert.Contains("'nightly'", Assert.Throws<ArgumentException>(() => options.AddSchedule("nightly", "0 4 * * *", _ => { })).Message);
    }

    [Fact]
    public async Task What_only_code_can_give_is_kept_by_those_who_say_nothing_of_it()
    {
        var directory = new InMemorySessionDirectory();
        var handlers = new McpHandlers { Roots = (_, _, _) => throw new NotSupportedException() };
        Akka.Actor.Setup.Setup? setup = null;

        await using var platform = await Platform.StartAsync(akka =>
        {
            akka.WithMcpActors(mcp => (mcp.SessionDirectory, mcp.JobActors["tidy"]) = (directory, _ => Props.Empty))
                .WithMcpActors(mcp => mcp.Handlers = handlers)
                .AddHocon("mcp-actors.scheduler.schedules.s { cron = \"0 3 * * *\", jobs = [ { actor = tidy } ] }", HoconAddMode.Append)
                .WithMcpActors();
            setup = Assert.Single(akka.Setups.OfType<McpActorsSetup>());
        });

        var given = Assert.IsType<McpActorsSetup>(setup);
        Assert.Same(directory, given.SessionDirectory);
        Assert.Same(handlers, given.Handlers);
        Assert.Equal("tidy", platform.Settings.Scheduler.Schedules.Single().Jobs.Single().Name);
    }

    [Fact]
    public async Task An_imported_server_with_the_name_of_an_option_is_skipped_with_both_places()
    {
        using var file = new ImportFile("""{ "mcpServers": { "files": { "command": "npx" } } }""");
        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(mcp => mcp.ImportFile(file.Path).AddServer("files", "uvx")));

        var skipped = Assert.Single(platform.Settings.Skipped);

        Assert.Equal("uvx", platform.Settings.Servers["files"].Command);
        Assert.StartsWith(file.Path, skipped.Where, StringComparison.Ordinal);
        Assert.Contains("McpActorsOptions.Servers[\"files\"]", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_an_option_for_each_key_that_the_reader_knows()
    {
        var mistakes = new MistakeList(null);
        var options = new McpActorsOptions { ProtectHost = true, RuntimeDir = "/run/mine", StateDir = "/var/mine" };
        options.Import.Add("a file");
        Fill(options.ServerDefaults);
        Fill(options.Servers["x"] = new ServerOptions { Env = { ["A"] = "b" } });
        foreach (var server in (ServerDefaultsOptions[])[options.ServerDefaults, options.Servers["x"]]) Fill(server.Tools["x"] = new ServerToolOptions());
        foreach (var section in (object[])[options.Reaper, options.Limits, options.Sessions, options.Keeper, options.Cluster, options.Scheduler]) Fill(section);
        var schedule = options.Scheduler.Schedules["x"] = new ScheduleOptions();
        Fill(schedule);
        schedule.Call("x", "y", new { z = 1 }).Run(Props.Empty);
        Fill(schedule.Jobs[0]);

        var layer = OptionsLayer.Of(options, new Dictionary<string, Func<ActorSystem, Props>>()).Root;

        SettingsReader.Read(HoconParser.Parse("server-defaults { tools { x { } } }, servers { x { tools { x { } } } }, scheduler { schedules { x { jobs = [ { } ] } } }", "all"), _ => null, mistakes);
        var said = new SortedSet<string>(StringComparer.Ordinal);
        Collect(layer, "mcp-actors", said);
        // This key is for the program only.
        Assert.Equal(["mcp-actors.reload-on-change"], mistakes.KnownKeys.Except(said));
        Assert.Empty(said.Except(mistakes.KnownKeys));
    }

    // Sets every property, because a null property sets no key.
    private static void Fill(object options)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (property.CanWrite) property.SetValue(options, type == typeof(string) ? "x" : type == typeof(IList<string>) ? new List<string>() : Activator.CreateInstance(type));
            else if (type.Namespace == typeof(McpActorsOptions).Namespace) Fill(property.GetValue(options)!);
        }
    }

    private static void Collect(Node node, string path, SortedSet<string> keys)
    {
        if (node is ListNode list)
        {
            foreach (var item in list.Items.OfType<ObjectNode>()) Collect(item, path, keys);
        }
        if (node is not ObjectNode o || path.EndsWith(".env", StringComparison.Ordinal) || path.EndsWith(".arguments", StringComparison.Ordinal)) return;
        var names = ((string[])[".servers", ".schedules", ".tools"]).Any(section => path.EndsWith(section, StringComparison.Ordinal));
        foreach (var (key, value) in o.Members)
        {
            if (!names) keys.Add($"{path}.{key}");
            Collect(value, $"{path}.{(names ? "*" : key)}", keys);
        }
    }

    private static IConfigurationRoot Json(string text) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))).Build();

    private sealed class ImportFile : IDisposable
    {
        public ImportFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}.json");

        public void Dispose() => File.Delete(Path);
    }
}
