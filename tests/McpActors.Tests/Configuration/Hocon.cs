namespace McpActors.Tests.Configuration;

/// <summary>Reads settings from a text as if it were a file, in an environment without variables.</summary>
internal static class Hocon
{
    /// <summary>The actor in the example of reference.conf.</summary>
    public static IReadOnlyDictionary<string, Props> JobActors { get; } = new Dictionary<string, Props> { ["cleanup"] = Props.Empty };

    public static McpActorsSettings Settings(string hocon, Dictionary<string, string>? environment = null)
    {
        Func<string, string?> lookup = name => environment?.GetValueOrDefault(name);
        return SettingsReader.Read(ConfigurationFile.Parse(hocon, "test.conf", lookup), environment: lookup, jobActors: JobActors);
    }

    public static IReadOnlyList<ConfigurationMistake> Mistakes(string hocon, Dictionary<string, string>? environment = null) =>
        Assert.Throws<McpConfigurationException>(() => Settings(hocon, environment)).Mistakes;

    public static string File(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "McpActors.sln"))) directory = directory.Parent;
        return Path.Combine(directory!.FullName, "hocon", name);
    }
}
