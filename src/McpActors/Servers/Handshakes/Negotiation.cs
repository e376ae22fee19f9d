using System.Text.Json;
using System.Text.Json.Nodes;
using McpActors.Reading;
using McpActors.Stdio;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Observes and changes the handshake between the MCP client and the server. The client of ModelContextProtocol.Core
/// decides by itself which handshake it tries. It cannot be configured to begin with <c>initialize</c> and accept any
/// version: with a pinned version, it refuses all others. So this class answers the client's <c>server/discover</c> in
/// place of a server that would not survive it, and notices a server's late answer. Thread-safe.
/// </summary>
internal sealed class Negotiation(Opening opening) : INegotiation
{
    /// <summary>
    /// The time for which an unknown server may leave <c>server/discover</c> unanswered. It is spent once per
    /// definition.
    /// </summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(2);

    // The share of the start's time for a server that is known to answer server/discover: it may start late, and a
    // server of the newest protocol only refuses the client's fallback.
    private const double PatientShare = 0.5;

    // Some servers implement a draft that equals the first release in all parts used here. The TypeScript SDK accepts
    // the draft, but the client does not.
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

    /// <summary>Whether the server answered with an error or nonsense, so that it speaks an older protocol.</summary>
    public bool IsRefused
    {
        get { lock (_lock) return _isRefused; }
    }

    /// <summary>Whether the server answered that it speaks the newest protocol, in time or too late.</summary>
    public bool IsModern
    {
        get { lock (_lock) return _isModern; }
    }

    /// <summary>The version that the client requires; null to negotiate.</summary>
    public string? Version => opening == Opening.Discover ? ProtocolVersion.FirstPerRequest : null;

    /// <summary>The time for which the client waits before it falls back to <c>initialize</c>.</summary>
    public TimeSpan ProbeTimeout(TimeSpan budget) => opening switch
    {
        Opening.Discover => budget,
        Opening.PatientProbe => budget * PatientShare,
        _ => TimeSpan.FromTicks(Math.Min(ProbeTime.Ticks, (budget * PatientShare).Ticks)),
    };

    /// <summary>Ends the handshake; later messages pass unchanged.</summary>
    public void End() => _isOver = true;

    /// <summary>The answer to the client in the server's place; null if the request goes to the server.</summary>
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
    /// Whether a request that the client cancels is <c>server/discover</c>. The cancellation is withheld, so that a
    /// server that starts late still answers, and because an older server does not expect the notification before
    /// <c>initialize</c>.
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

    /// <summary>Observes a message of the server, and returns the message for the client.</summary>
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

    /// <summary>Describes the server's reaction to the opening.</summary>
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

    // An unreadable answer would end the client's start. The server's name and version are not needed, so an unreadable
    // name is removed.
    private static DiscoverResult? Read(JsonNode? result)
    {
        try
        {
            if (result is not JsonObject || result.Deserialize<DiscoverResult>(McpJsonUtilities.DefaultOptions) is not { SupportedVersions: { } versions } discovered) return null;
            if (versions.Contains(null!) || discovered.Capabilities is null) return null;
            RemoveUnreadableName(result["_meta"] as JsonObject);
            return discovered;
        }
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
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
        catch (Exception e) when (ProtocolJson.IsUnreadable(e))
        {
            // An unreadable name is removed below.
        }
        meta.Remove(MetaKeys.ServerInfo);
    }

    private static JsonRpcError Refusal(RequestId id, string why) => new()
    {
        Id = id,
        Error = new JsonRpcErrorDetail { Code = (int)McpErrorCode.MethodNotFound, Message = why },
    };
}
