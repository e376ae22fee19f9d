using System.IO.Compression;

namespace McpActors.Packages.Tests;

/// <summary>
/// A machine that lacks something: build.sh names it and the remedy in one sentence, and continues if possible.
/// </summary>
public sealed class BuildScriptTests
{
    [LinuxFact]
    public async Task Without_dotnet_it_names_the_SDK_and_where_to_get_it()
    {
        using var machine = new BareMachine("dotnet");
        var (exitCode, output) = await machine.BuildAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal("The .NET 10 SDK is needed, and no dotnet is in the PATH. Get it: https://dotnet.microsoft.com/download/dotnet/10.0", output.Trim());
    }

    [LinuxTheory]
    // Three cases: the muxer with a global.json that requires a newer SDK; an older CLI that does not know the file; a
    // runtime without an SDK.
    [InlineData("""case $1 in --version) echo 'A compatible .NET SDK was not found.' >&2; exit 155;; --list-sdks) echo '8.0.404 [/x]'; echo '9.0.100 [/x]';; esac""", "8.0.404, 9.0.100")]
    [InlineData("""case $1 in --version) echo 3.1.426;; --list-sdks) echo '3.1.426 [/x]';; esac""", "3.1.426")]
    [InlineData("""case $1 in --version) exit 155;; esac""", "none")]
    public async Task With_an_older_SDK_it_names_those_that_are_there(string dotnet, string found)
    {
        using var machine = new BareMachine("dotnet");
        machine.Install("dotnet", dotnet);
        var (exitCode, output) = await machine.BuildAsync();
        Assert.Equal(1, exitCode);
        Assert.Matches($"^The .NET 10 SDK is needed, and [^ ]*/bin/dotnet has {found}. Get it: [^ ]*$", output.Trim());
    }

    [LinuxFact]
    public async Task Without_a_C_compiler_and_npx_it_says_so_and_goes_on()
    {
        using var machine = new BareMachine("dotnet", "gcc", "clang", "npx");
        // Nothing is compiled: the test covers the script's messages, and that it reaches its tests, of which there are
        // none here.
        machine.Install("dotnet", "[ \"$1\" = --version ] && echo 10.0.100; exit 0");
        var (_, output) = await machine.BuildAsync("test");
        Assert.Contains("keeper: framework-dependent build (neither clang nor gcc is in the PATH)", output, StringComparison.Ordinal);
        Assert.Contains("adversary: framework-dependent build (neither clang nor gcc is in the PATH)", output, StringComparison.Ordinal);
        Assert.Contains("npx servers: npx is not installed; tests and benchmarks that need them are skipped", output, StringComparison.Ordinal);
        Assert.Contains("0 passed", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_source_that_lacks_packages_is_said_to_with_their_versions()
    {
        using var machine = new BareMachine("gcc", "clang");
        var source = Directory.CreateDirectory(Path.Combine(machine.Root, "source")).FullName;
        Pack(source, "Akka", "1.5.999");
        machine.UseSource(source);
        var (exitCode, output) = await machine.BuildAsync("run");
        Assert.Equal(1, exitCode);
        var sentence = Assert.Single(output.Split('\n'), line => line.StartsWith("The package source lacks ", StringComparison.Ordinal));
        Assert.Contains($"Akka {Sources.AkkaVersion} (nearest: 1.5.999)", sentence, StringComparison.Ordinal);
        Assert.EndsWith(
            "No other version is taken in its place: name a source that has it in a nuget.config, or change the version in Directory.Packages.props.",
            sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("NU1", output, StringComparison.Ordinal);
        Assert.EndsWith("The build failed.", output.Trim(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Without_a_network_it_names_the_source_and_what_the_cache_lacks()
    {
        using var machine = new BareMachine("gcc", "clang");
        // Port 9 is discard, on which nothing listens.
        machine.UseSource("http://127.0.0.1:9/v3/index.json");
        var (exitCode, output) = await machine.BuildAsync("run");
        Assert.Equal(1, exitCode);
        Assert.Contains("The package source cannot be reached (http://127.0.0.1:9: Connection refused (127.0.0.1:9)): packages come from the package cache.", output, StringComparison.Ordinal);
        var sentence = Assert.Single(output.Split('\n'), line => line.StartsWith("The package cache lacks ", StringComparison.Ordinal));
        Assert.Contains($"Akka {Sources.AkkaVersion}", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("NU1", output, StringComparison.Ordinal);
    }

    private static void Pack(string folder, string name, string version)
    {
        using var package = ZipFile.Open(Path.Combine(folder, $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        using var nuspec = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        nuspec.Write(
            $"""
             <package><metadata><id>{name}</id><version>{version}</version><authors>nobody</authors><description>too new</description></metadata></package>
             """);
    }
}
