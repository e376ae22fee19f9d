using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Hosting;
using McpActors.Async;
using McpActors.Configuration;
using McpActors.EndToEnd.Tests.Support;
using McpActors.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Readme;

/// <summary>What the READMEs show is compiled, read, counted and said.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Files => [Text.Project, "McpActors.md", "McpActors.Hosting.md", "McpActors.Cluster.md"];

    public static TheoryData<string> Docs => [.. Text.Docs];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_snippet_is_compiled_as_it_stands(string file)
    {
        var snippets = Text.Blocks(file, "csharp");

        Assert.NotEmpty(snippets);
        Assert.All(snippets, snippet => Assert.True(Text.Sources.Any(source => Text.IsIn(snippet, source)), $"In no source of these tests:\n{snippet}"));
    }

    [Theory]
    [InlineData(Text.Project)]
    [InlineData("McpActors.Hosting.md")]
    public void A_supervised_server_is_five_lines(string file)
    {
        var lines = Assert.Single(Text.Blocks(file, "diff")).TrimEnd().Split('\n');
        const int PackageReference = 1;

        Assert.Equal(5, lines.Count(line => line.StartsWith('+')) + PackageReference);
        // Nothing but additions: what was there works as before.
        Assert.DoesNotContain(lines, line => line.StartsWith('-'));
        foreach (var program in (string[])[Program(lines.Where(line => !line.StartsWith('+'))), Program(lines)])
            Assert.True(Text.Sources.Any(source => Text.IsIn(program, source)), $"In no source of these tests:\n{program}");
    }

    [NpxFact]
    public async Task And_they_work()
    {
        Subreaper.Enable();
        var host = ProgramAfter.Build(["--Logging:LogLevel:Default=Warning"]);
        await host.StartAsync();

        var answer = await host.Services.GetRequiredService<IMcpServers>().CallToolAsync("files", "list_directory", new { path = "." }).WaitAsync(TimeSpan.FromMinutes(2));
        (await host.Services.GetRequiredService<IRequiredActor<Agent>>().GetAsync()).Tell(".");
        await host.StopAsync();
        host.Dispose();

        Assert.NotEqual(true, answer.IsError);
        Assert.Empty(Subreaper.EndSurvivors());
    }

    [Theory]
    [InlineData(Text.Project)]
    [InlineData("McpActors.md")]
    public void Each_configuration_is_read_without_a_mistake(string file)
    {
        using var folder = new ImportedFiles();
        var configurations = Text.Blocks(file, "").Where(block => block.StartsWith("mcp-actors", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(configurations);
        // With a server that takes the defaults, so that these are checked as well.
        foreach (var hocon in configurations)
            SettingsReader.Read(ConfigurationFile.Parse($"{hocon}\nmcp-actors.servers.usual.command = npx", folder.Of("servers.conf"), folder.Variable), environment: folder.Variable);
    }

    [Theory]
    [MemberData(nameof(Docs))]
    public void Each_configuration_of_the_docs_is_read_without_a_mistake(string file)
    {
        using var folder = new ImportedFiles();

        foreach (var hocon in Text.Blocks(file, "hocon"))
            SettingsReader.Read(ConfigurationFile.Parse(folder.InPlaceOf("/etc/mcpactors/", hocon), folder.Of("servers.conf"), folder.Variable), environment: folder.Variable);
    }

    [Fact]
    public void The_deadlines_are_the_sum_of_the_phases()
    {
        var readme = Text.Read(Text.Project);
        const int Program = 10;
        var usual = Seconds("");
        var slow = Seconds(Assert.Single(Text.Blocks(Text.Project, ""), block => block.Contains("service-requests-done.timeout", StringComparison.Ordinal)));

        Assert.Equal(30, usual.Sum());
        foreach (var deadline in (string[])["terminationGracePeriodSeconds: ", "TimeoutStopSec=", "--stop-timeout ", "stop_grace_period: "])
            Assert.Contains($"{deadline}{usual.Sum() + Program}", readme);
        Assert.Contains($"{string.Join(" + ", slow)} = {slow.Sum()} s, and {slow.Sum() + Program} s for the deadline", readme);
    }

    [Fact]
    public void Each_message_of_the_troubleshooting_is_one_of_ours()
    {
        var section = Text.Read(Text.Project).Split("## Troubleshooting\n")[1].Split("\n## ")[0];
        var messages = Regex.Matches(section, "^\\| `([^`]+)` \\|", RegexOptions.Multiline).Select(row => row.Groups[1].Value).ToList();
        // As they stand in what was built.
        var programs = Directory.GetFiles(AppContext.BaseDirectory, "McpActors*.dll").Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Concat(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "keeper")))
            .Select(File.ReadAllBytes).ToList();

        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.True(
            programs.Any(program => program.AsSpan().IndexOf(Encoding.Unicode.GetBytes(message)) >= 0), $"Nothing says: {message}"));
    }

    private static string Program(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Length == 0 ? "" : line[1..]));

    /// <summary>Of the phases of coordinated shutdown in which there is something to do, in a host that is in no cluster.</summary>
    private static List<int> Seconds(string hocon)
    {
        var system = ActorSystem.Create("phases", hocon);
        var shutdown = CoordinatedShutdown.Get(system);
        string[] phases =
        [
            CoordinatedShutdown.PhaseBeforeServiceUnbind, CoordinatedShutdown.PhaseServiceRequestsDone, CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeClusterShutdown, CoordinatedShutdown.PhaseActorSystemTerminate,
        ];
        var seconds = phases.Select(phase => Convert.ToInt32(shutdown.Timeout(phase).TotalSeconds, CultureInfo.InvariantCulture)).ToList();
        system.Terminate();
        return seconds;
    }

    /// <summary>The files that an example imports.</summary>
    private sealed class ImportedFiles : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-readme-");

        public ImportedFiles()
        {
            Directory.CreateDirectory(Of(".cursor"));
            File.WriteAllText(Of("cluster-secret"), new string('x', 44));
            foreach (var name in (string[])[".mcp.json", ".cursor/mcp.json"])
                File.WriteAllText(Of(name), $$"""{ "mcpServers": { "of-{{Path.GetDirectoryName(name)?.Trim('.')}}": { "command": "npx" } } }""");
        }

        public string InPlaceOf(string folder, string hocon) => hocon.Replace(folder, Of("") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

        public string Of(string name) => Path.Combine(_folder.FullName, name);

        public string? Variable(string name) => name switch
        {
            "HOME" => _folder.FullName,
            "MCPACTORS_PROGRAM" => "mcpactors",
            _ => null,
        };

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
