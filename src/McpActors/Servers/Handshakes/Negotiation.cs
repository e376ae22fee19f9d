using System.Text.Json;
using System.Text.Json.Nodes;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// The handshake as it passes between the MCP client and the server. The client of ModelContextProtocol.Core decides by itself which handshake it tries, and
/// cannot be told to begin with <c>initialize</c> and take any version that the server answers with: to pin its version means to refuse all others. Here its question is
/// answered in the server's place where the server would not survive it, and what the server says to the question too late is seen all the same. Thread-safe.
/// </summary>
internal sealed class Negotiation(Opening opening) : INegotiation
{
    /// <summary>How long a server that nothing is known of may be silent about <c>server/discover</c>. It is paid once for each definition.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(2);

    // How much of the time for the start a server has that is known to answer the question: it may come up late, and what speaks only the newest protocol refuses
    // what the client falls back to.
    private const double PatientShare = 0.5;

    // A draft that servers were built on and went by; the first release is the same in all that is used here. The TypeScript SDK takes it, and the client does not.
    private const string Draft = "2024-10-07", FirstRelease = "2024-11-05";

    private readonly Lock _lock = new();
    private readonly HashSet<RequestId> _probes = [];
    private RequestId? _initialize;
    private volatile bool _isOver;
    private bool _isGivenUp;
    private bool _isRefused;
    private bool _isModern;

    public Opening Opening => opening;

    /// <summary>Whether the client has given up waiting for the answer to <c>server/discover</c>.</summary>
    public bool IsGivenUp
    {
        get { lock (_lock) return _isGivenUp; }
    }

    /// <summary>Whether it has answered with an error or nonsense, so that it speaks the older protocols.</summary>
    public bool IsRefused
    {
        get { lock (_lock) return _isRefused; }
    }

    /// <summary>Whether it has answered that it speaks the newest protocol, in time or after it was given up.</summary>
    public bool IsModern
    {
        get { lock (_lock) return _isModern; }
    }

    /// <summary>The version that the client is to insist on; null where it is to find out.</summary>
    public string? Version => opening == Opening.Discover ? ProtocolVersion.FirstPerRequest : null;

    /// <summary>How long the client waits for the answer before it falls back to <c>initialize</c>.</summary>
    public TimeSpan ProbeTimeout(TimeSpan budget) => opening switch
    {
        Opening.Discover => budget,
        Opening.PatientProbe => budget * PatientShare,
        _ => TimeSpan.FromTicks(Math.Min(ProbeTime.Ticks, (budget * PatientShare).Ticks)),
    };

    /// <summary>The handshake has ended: what passes from here on is none of it.</summary>
    public void End() => _isOver = true;

    /// <summary>The answer that the client gets in the server's place; null if the server is asked.</summary>
    public JsonRpcMessage? AnswerFor(JsonRpcRequest request)
    {
        if (_isOver) return null;
        if (request.Method == RequestMethods.Initialize)
        {
            lock (_lock) _initialize = request.Id;
            return null;
        }
        if (request.Method != RequestMethods.ServerDiscover) return null;
        if (opening == Opening.Initialize) return Refusal(request.Id, "This server is asked to initialize.");
        lock (_lock) _probes.Add(request.Id);
        return null;
    }

    /// <summary>
    /// Whether a request that the client takes back is the question: it is given up and not taken back, so that a server that comes up late still answers. A server of
    /// the older protocols would not expect the notification before <c>initialize</c>, either.
    /// </summary>
    public bool Withholds(RequestId cancelled)
    {
        if (_isOver) return false;
        lock (_lock)
        {
            if (!_probes.Contains(cancelled)) return false;
            _isGivenUp = true;
            return true;
        }
    }

    /// <summary>Sees what the server says. The result is what the client gets.</summary>
    public JsonRpcMessage See(JsonRpcMessage message)
    {
        if (_isOver || message is not JsonRpcMessageWithId { Id: var id } || message is JsonRpcRequest) return message;
        lock (_lock)
        {
            if (id.Equals(_initialize) && message is JsonRpcResponse { Result: JsonObject initialized }) TakeDraft(initialized);
            if (!_probes.Contains(id)) return message;
            if (message is JsonRpcError)
            {
                _isRefused = !_isModern;
                return message;
            }
            if (message is not JsonRpcResponse { Result: var result } || Read(result) is not { } discovered)
            {
                _isRefused = !_isModern;
                return Refusal(id, "Its answer to server/discover is none.");
            }
            _isModern = discovered.SupportedVersions.Any(version => ProtocolVersion.IsPerRequest(version));
            _isRefused = !_isModern;
            return message;
        }
    }

    /// <summary>In words, what the server has said to the question.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _isModern ? (_isGivenUp ? "it answered server/discover late" : "it answered server/discover")
                : _isRefused ? "it refused server/discover"
                : _isGivenUp ? "it ignored server/discover"
                : _probes.Count > 0 ? "it was asked server/discover" : "it was asked to initialize";
        }
    }

    private static void TakeDraft(JsonObject initialized)
    {
        if (initialized["protocolVersion"] is JsonValue version && version.TryGetValue(out string? text) && text == Draft) initialized["protocolVersion"] = FirstRelease;
    }

    // The client would end the whole start at an answer that it cannot read. The name and version of the server are not needed.
    private static DiscoverResult? Read(JsonNode? result)
    {
        try
        {
            if (result is not JsonObject || result.Deserialize<DiscoverResult>(McpJsonUtilities.DefaultOptions) is not { SupportedVersions: { } versions } discovered) return null;
            if (versions.Contains(null!) || discovered.Capabilities is null) return null;
            RemoveUnreadableName(result["_meta"] as JsonObject);
            return discovered;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void RemoveUnreadableName(JsonObject? meta)
    {
        if (meta is null || !meta.TryGetPropertyValue(MetaKeys.ServerInfo, out var info)) return;
        try
        {
            if (info?.Deserialize<Implementation>(McpJsonUtilities.DefaultOptions) is not null) return;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // As if it were not there.
        }
        meta.Remove(MetaKeys.ServerInfo);
    }

    private static JsonRpcError Refusal(RequestId id, string why) => new()
    {
        Id = id,
        Error = new JsonRpcErrorDetail { Code = (int)McpErrorCode.MethodNotFound, Message = why },
    };
}
