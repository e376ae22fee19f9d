using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>Errors of StackExchange.Redis and of Redis as sentences, without passwords.</summary>
internal static class RedisErrors
{
    /// <summary>The end of a sentence that has no better reason.</summary>
    public const string Lost = "the connection was lost";

    private static readonly (string Code, string Sentence)[] Answers =
    [
        ("WRONGPASS", "refuses the user or the password"),
        ("NOAUTH", "wants a password"),
        ("invalid password", "refuses the password"),
        ("READONLY", "is read-only"),
        ("OOM ", "is out of memory (maxmemory)"),
        ("MISCONF", "cannot save to its disk and refuses writes (MISCONF)"),
        ("LOADING", "is still loading its data"),
        ("MASTERDOWN", "has lost its primary"),
        ("CLUSTERDOWN", "is a cluster that is down"),
        ("NOREPLICAS", "has too few replicas for writes"),
        ("WRONGTYPE", "has a key of another program under our key-prefix"),
    ];

    /// <param name="error">The error of a command.</param>
    /// <param name="answer">The last error that Redis sent at a reconnection; null if there is none.</param>
    /// <param name="connection">The error of the connection, which says more if a command finds none; null if there is none.</param>
    /// <param name="servers">The addresses of the servers.</param>
    /// <param name="isTls">Whether the connection uses TLS.</param>
    public static string Describe(Exception error, Exception? answer, Exception? connection, string servers, bool isTls)
    {
        var texts = Chain(error).Concat(Chain(answer)).Concat(Chain(connection)).Select(e => e.Message).ToList();
        foreach (var (code, sentence) in Answers)
        {
            if (texts.Any(text => text.Contains(code, StringComparison.Ordinal))) return $"Redis at {servers} {sentence}";
        }
        if (error is RedisServerException) return $"Redis at {servers} answers with an error: {FirstLine(error.Message)}";
        if (error is TimeoutException) return $"Redis at {servers} does not answer in time";
        var cause = Chain(error).Concat(Chain(connection)).LastOrDefault(e => e is not RedisConnectionException);
        var tls = isTls && cause is not SocketException { SocketErrorCode: not SocketError.OperationAborted } ? " (does it speak TLS?)" : "";
        return $"Redis at {servers} cannot be reached: {(cause is null ? Lost : FirstLine(cause.Message))}{tls}";
    }

    public static string Address(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}"),
        _ => endPoint.ToString() ?? "",
    };

    private static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException) yield return error;
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n', 2)[0].Trim();
        return (line.Length > 200 ? line[..200] : line).TrimEnd('.');
    }
}
