namespace McpActors.Telemetry;

/// <summary>
/// A URI for messages and traces, without credentials and without the values of its query and fragment, which may be
/// secret (RFC 3986, section 7.5; OpenTelemetry's <c>url.full</c> has the same rule).
/// </summary>
internal static class ShownUri
{
    private const string Mask = "***";
    private const int Longest = 1000;

    public static string Of(string uri)
    {
        var (rest, fragment) = Split(uri, '#');
        var (address, query) = Split(rest, '?');
        var shown = WithoutCredentials(address);
        if (query is not null) shown += $"?{string.Join('&', query.Split('&').Select(WithoutValue))}";
        if (fragment is not null) shown += $"#{Mask}";
        return shown.Length > Longest ? $"{shown[..Longest]}..." : shown;
    }

    private static string WithoutCredentials(string address)
    {
        var authority = address.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0) return address;
        authority += 3;
        var path = address.IndexOf('/', authority);
        var at = (path < 0 ? address : address[..path]).LastIndexOf('@');
        return at < authority ? address : $"{address[..authority]}{Mask}{address[at..]}";
    }

    private static string WithoutValue(string parameter)
    {
        var (name, value) = Split(parameter, '=');
        return value is null ? Mask : $"{name}={Mask}";
    }

    private static (string Before, string? After) Split(string text, char at)
    {
        var found = text.IndexOf(at);
        return found < 0 ? (text, null) : (text[..found], text[(found + 1)..]);
    }
}
