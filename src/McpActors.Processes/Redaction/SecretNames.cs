using System.Text.RegularExpressions;

namespace McpActors.Processes.Redaction;

/// <summary>Tells from the name of a variable, argument, header or member whether its value is a secret.</summary>
internal static partial class SecretNames
{
    /// <summary>True if the name announces a secret: GITHUB_TOKEN, --api-key, Authorization.</summary>
    public static bool IsSecret(string name) => Secret().IsMatch(name) && !Limit().IsMatch(name);

    /// <summary>
    /// True for variables whose values are not secrets. The value of any other variable of <c>env</c> is treated as
    /// one.
    /// </summary>
    public static bool IsHarmless(string variable) =>
        !IsSecret(variable) && (Harmless.Contains(variable) || HarmlessFamily().IsMatch(variable) || Limit().IsMatch(variable));

    /// <summary>True if the argument's value is an HTTP header, <c>NAME: VALUE</c>.</summary>
    public static bool IsHeader(string argument) => HeaderArgument().IsMatch(argument);

    /// <summary>True for headers whose values are not secrets.</summary>
    public static bool IsHarmlessHeader(string header) => HarmlessHeader().IsMatch(header);

    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "USER", "LOGNAME", "USERNAME", "SHELL", "PWD", "OLDPWD", "HOSTNAME", "TMPDIR", "TMP", "TEMP", "LANG", "LANGUAGE", "TZ",
        "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY", "SSH_AUTH_SOCK",
        "NODE_ENV", "NODE_OPTIONS", "NODE_PATH", "NODE_NO_WARNINGS", "PYTHONPATH", "PYTHONHOME", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8",
        "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "GOPATH", "GOROOT", "JAVA_HOME", "JAVA_OPTS", "DOTNET_ROOT", "DOTNET_ENVIRONMENT", "RUST_LOG", "RUST_BACKTRACE",
        "ENV", "ENVIRONMENT", "APP_ENV", "MODE", "DEBUG", "VERBOSE", "TRANSPORT", "MCP_TRANSPORT", "HOST", "PORT", "NO_PROXY",
        "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AZURE_AUTHORITY_HOST", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE",
        "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",
        "COMSPEC", "PATHEXT", "SYSTEMROOT", "WINDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES",
    };

    [GeneratedRegex("^(LC|XDG)_[A-Z]+$|(^|_)LOG_?(LEVEL|FORMAT)$", RegexOptions.IgnoreCase)]
    private static partial Regex HarmlessFamily();

    // PWD and OLDPWD (directories), GIT_AUTHOR_NAME, SSH_AUTH_SOCK and TOKENIZERS_PARALLELISM must not match.
    [GeneratedRegex(
        "TOKEN(?!IZER)|SECRET|PASSW|PASSPHRASE|PASS$|[_-]PWD|API[_-]?KEY|ACCESS[_-]?KEY|PRIVATE[_-]?KEY|CREDENTIAL|AUTH(?!OR(?!IZ)|_SOCK)"
        + "|(^|[_-])(KEY|PAT|PIN|DSN|JWT|COOKIE|SALT|BEARER)$|(?-i:[a-z]Key)$|CONNECTION[_-]?STRING|WEBHOOK",
        RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    // MAX_TOKENS, --token-limit: the value is a number that occurs in many places.
    [GeneratedRegex("(^|[_-])(MAX|MIN|LIMIT|BUDGET|COUNT|TTL|TIMEOUT)([_-]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    [GeneratedRegex("^(-H|--?([a-z]+[_-])*headers?)$", RegexOptions.IgnoreCase)]
    private static partial Regex HeaderArgument();

    [GeneratedRegex("^(Accept(-[a-z]+)?|Content-(Type|Length)|User-Agent|Host|Cache-Control|Origin|Connection)$", RegexOptions.IgnoreCase)]
    private static partial Regex HarmlessHeader();
}
