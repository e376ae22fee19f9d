using System.Text.Json;
using Akka.Actor;
using Akka.Hosting;
using McpActors.Client;
using McpActors.Configuration;
using McpActors.EndToEnd.Tests.Support;
using McpActors.Hosting;
using McpActors.Servers;
using McpActors.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Readme;

/// <summary>The snippets of README.md, docs/ and the packages' pages are compiled, or read as configurations.</summary>
public sealed class SnippetTests
{
    private const string OwnSection = "\"McpActors\"";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    [Fact]
    public void Each_snippet_of_code_is_compiled()
    {
        var snippets = Page.FencesIn("csharp");

        Assert.True(snippets.Count > 10);
        Assert.All(snippets, snippet => Assert.True(Sources.Contain(snippet.Text), $"In no source of these tests: {snippet}"));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/embed.md")]
    [InlineData("src/McpActors.Hosting/README.md")]
    public void A_supervised_server_is_five_lines(string page)
    {
        var lines = Assert.Single(Page.Of(page).Fences, fence => fence.Language == "diff").Lines;
        const int PackageReference = 1;

        Assert.Equal(5, lines.Count(line => line.StartsWith('+')) + PackageReference);
        // Nothing but additions, so that the program before works too.
        Assert.DoesNotContain(lines, line => line.StartsWith('-'));
        foreach (var program in (string[])[Program(lines.Where(line => !line.StartsWith('+'))), Program(lines)])
            Assert.True(Sources.Contain(program), $"In no source of these tests:\n{program}");
    }

    [NpxFact]
    public async Task The_five_lines_work()
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

    [Fact]
    public void Each_configuration_has_no_mistake()
    {
        using var folder = new ExampleFolder();
        var configurations = Page.FencesIn("hocon");

        Assert.True(configurations.Count > 10);
        Assert.All(configurations, configuration => folder.Read(configuration.Text));
    }

    [Fact]
    public void Each_json_file_is_imported_or_read_as_options()
    {
        var files = Page.FencesIn("json");

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var json = JsonDocument.Parse(file.Text, Lenient);
            if (file.Text.Contains(OwnSection, StringComparison.Ordinal)) continue;
            using var folder = new ExampleFolder();
            folder.Write("shown.json", file.Text);
            Assert.NotEmpty(folder.Read("mcp-actors.import = [shown.json]").Servers);
        }
    }

    [Fact]
    public async Task Each_appsettings_file_configures_a_server()
    {
        var files = Page.FencesIn("json").Where(file => file.Text.Contains(OwnSection, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var builder = Host.CreateApplicationBuilder(["--Logging:LogLevel:Default=Warning"]);
            builder.Configuration.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file.Text)));
            builder.Services.AddAkka("agents", akka => akka.WithMcpActors(builder.Configuration));
            using var host = builder.Build();
            await host.StartAsync();
            var servers = await host.Services.GetRequiredService<IRequiredActor<McpServers>>().GetAsync();
            var list = await servers.Ask<ServerList>(GetServers.Instance, TimeSpan.FromSeconds(10));
            await host.StopAsync();

            Assert.Equal("files", Assert.Single(list.Servers).Server);
        }
    }

    private static string Program(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Length == 0 ? "" : line[1..]));
}
