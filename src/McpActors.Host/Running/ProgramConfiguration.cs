using Akka.Configuration;
using McpActors.Configuration;

namespace McpActors.Host.Running;

/// <summary>Loads the program's configuration: a file, or the built-in host.conf.</summary>
internal static class ProgramConfiguration
{
    // host.conf starts the demo server, which is this program itself, wherever it is installed.
    private const string ProgramVariable = "MCPACTORS_PROGRAM";
    private const string BuiltIn = "host.conf";

    // A `start` in the user's server-defaults or server overrides it.
    private static readonly Config RunDefaults = ConfigurationFile.Parse("mcp-actors.server-defaults.start = eager", "mcpactors run");

    // Other processes must not debug this program while it holds the secrets of its servers; the user's `protect-host`
    // overrides it.
    private static readonly Config Defaults = ConfigurationFile.Parse("mcp-actors.protect-host = on", "mcpactors");

    /// <summary>For <c>mcpactors run</c>, which starts all servers eagerly by default.</summary>
    /// <exception cref="McpConfigurationException">The configuration is invalid; the message lists every
    /// mistake.</exception>
    public static (Config Config, McpActorsSettings Settings) LoadForRun(string? file) => Read(Parse(file).WithFallback(RunDefaults));

    /// <summary>For the other commands, which start servers on demand.</summary>
    /// <exception cref="McpConfigurationException">The configuration is invalid; the message lists every
    /// mistake.</exception>
    public static (Config Config, McpActorsSettings Settings) Load(string? file) => Read(Parse(file));

    /// <summary>The configuration for a single call: no schedules, and servers start only on demand.</summary>
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
        // Under `dotnet McpActors.Host.dll` the process is dotnet; the executable is next to the assembly.
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mcpactors.exe" : "mcpactors");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? beside;
    }
}
