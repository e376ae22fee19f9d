using System.Security.Cryptography;
using System.Text;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The key by which lists belong to a definition. Immutable.</summary>
internal sealed class DefinitionKey
{
    private readonly Lazy<string> _environment;

    public DefinitionKey(string definition, string environment) => (Definition, _environment) = (definition, new Lazy<string>(environment));

    private DefinitionKey(string definition, IReadOnlyDictionary<string, string> environment) =>
        (Definition, _environment) = (definition, new Lazy<string>(() => Hash("", environment)));

    /// <summary>
    /// 64 hexadecimal digits: the <see cref="DefinitionFingerprint"/> and <c>env</c>. Other settings of <c>env</c> often give other tools.
    /// </summary>
    public string Definition { get; }

    /// <summary>
    /// 64 hexadecimal digits: the whole environment of the process. It holds the credentials for which a private list was made.
    /// </summary>
    public string Environment => _environment.Value;

    /// <param name="settings">The server's settings.</param>
    /// <param name="spec">The process to start.</param>
    /// <exception cref="IOException">The program cannot be looked at.</exception>
    public static DefinitionKey Of(ServerSettings settings, ProcessSpec spec) => Of(settings, spec, DefinitionFingerprint.Of(spec));

    /// <summary>The same, with the known <see cref="DefinitionFingerprint"/> of the process.</summary>
    public static DefinitionKey Of(ServerSettings settings, ProcessSpec spec, string fingerprint) =>
        new(Hash(fingerprint, settings.Environment), spec.Environment);

    private static string Hash(string first, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var text = new StringBuilder(first);
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal)) text.Append(name).Append('=').Append(value).Append('\0');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
