namespace McpActors.Packages.Tests.Support;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    // A publish on a busy machine; only a hanging one takes the full time.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs <c>dotnet</c> without leaving a build server behind.</summary>
    public static Task<string> DotnetAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync(Dotnet, folder, environment, arguments);

    /// <summary>
    /// The same for a command that needs the package source: if the source is unreachable, the test is skipped with the
    /// reason.
    /// </summary>
    public static async Task<string> DotnetOnlineAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(Dotnet, folder, environment, arguments);
        // NU1301: a source could not be reached. A missing local source is a mistake; all other errors concern the
        // content of a source.
        var unreachable = output.Split('\n').FirstOrDefault(line => line.Contains("NU1301", StringComparison.Ordinal) && line.Contains("://", StringComparison.Ordinal));
        Skip.If(exitCode != 0 && unreachable is not null, $"The package source cannot be reached: {unreachable?[unreachable.IndexOf("NU1301", StringComparison.Ordinal)..]}");
        return Succeeded(Dotnet, arguments, exitCode, output);
    }

    /// <summary>Runs a program.</summary>
    /// <returns>The standard output. A failing program fails the test with its whole output.</returns>
    public static async Task<string> RunAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(program, folder, environment, arguments);
        return Succeeded(program, arguments, exitCode, output);
    }

    private static string Succeeded(string program, string[] arguments, int exitCode, string output)
    {
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}.\n{output}");
        return output;
    }

    /// <summary>Runs a program that may fail.</summary>
    /// <returns>The standard output; after a failure also the standard error.</returns>
    public static async Task<(int ExitCode, string Output)> TryAsync(
        string program, string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Variables of the test platform would make the child load its runtime's configuration.
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var stdout = process.StandardOutput.ReadToEndAsync();
        var stderr = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {Limit}.\n{await stdout}\n{await stderr}");
        }
        // The error may be on either stream.
        return (process.ExitCode, process.ExitCode == 0 ? await stdout : $"{await stdout}\n{await stderr}");
    }
}
