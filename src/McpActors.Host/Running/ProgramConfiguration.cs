using Akka.Configuration;
using McpActors.Configuration;

namespace McpActors.Host.Running;

/// <summary>Where the program's configuration comes from: the file that was named, or the one that is built in.</summary>
internal static class ProgramConfiguration
{
    // host.conf starts the demo server, which is this program, wherever it is installed.
    private const string ProgramVariable = "MCPACTORS_PROGRAM";
    private const string BuiltIn = "host.conf";

    // A user's own `start` overrides it, in server-defaults as in a server.
    private static readonly Config RunDefaults = ConfigurationFile.Parse("mcp-actors.server-defaults.start = eager", "mcpactors run");

    // This program is nobody's to debug while it holds the secrets of its servers; a user's own `protect-host` overrides it.
    private static readonly Config Defaults = ConfigurationFile.Parse("mcp-actors.protect-host = on", "mcpactors");

    /// <summary>For <c>mcpactors run</c>, which starts all servers that do not say otherwise.</summary>
    /// <exception cref="McpConfigurationException">It is refused; the message has every mistake.</exception>
    public static (Config Config, McpActorsSettings Settings) LoadForRun(string? file) => Read(Parse(file).WithFallback(RunDefaults));

    /// <summary>The same for the other commands, which start what they need.</summary>
    /// <exception cref="McpConfigurationException">It is refused; the message has every mistake.</exception>
    public static (Config Config, McpActorsSettings Settings) Load(string? file) => Read(Parse(file));

    /// <summary>The same for a command that must not begin other work while it runs: without schedules, and each server only where it is needed.</summary>
    public static Config ForOneCall(Config config)
    {
        var root = config.Root.GetObject()?.GetKey("mcp-actors")?.GetObject();
        root?.GetKey("scheduler")?.GetObject()?.Items.Remove("schedules");
        root?.GetKey("server-defaults")?.GetObject()?.Items.Remove("start");
        foreach (var server in root?.GetKey("servers")?.GetObject()?.Items.Values.ToList() ?? []) server.GetObject()?.Items.Remove("start");
        return config;
    }

    private static (Config Config, McpActorsSettings Settings) Read(Config config)
    {
        var whole = config.WithFallback(Defaults);
        return (whole, SettingsReader.Read(whole));
    }

    private static Config Parse(string? file)
    {
        Environment.SetEnvironmentVariable(ProgramVariable, ProgramPath());
        return file is null ? ConfigurationFile.Parse(ReadBuiltIn(), $"the built-in {BuiltIn}") : ConfigurationFile.Load(file);
    }

    private static string ReadBuiltIn()
    {
        using var stream = typeof(ProgramConfiguration).Assembly.GetManifestResourceStream(BuiltIn)
            ?? throw new InvalidOperationException($"{BuiltIn} is not embedded in {typeof(ProgramConfiguration).Assembly.Location}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string ProgramPath()
    {
        // Under `dotnet McpActors.Host.dll` the process is dotnet; the executable stands beside the assembly.
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mcpactors.exe" : "mcpactors");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? beside;
    }
}
