using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// An event of one process, published on the event stream. Subscribe to this type for all of them.
/// </summary>
public interface IProcessEvent
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }

    /// <summary>The lease of the process.</summary>
    long Lease { get; }
}

/// <summary>A process has started; the handshake follows.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Pid">The pid of the keeper; without a keeper, of the process.</param>
/// <param name="Containment">The means that contain the process and its descendants.</param>
/// <param name="CommandLine">The command line, without secrets.</param>
public sealed record ProcessStarted(string Server, long Lease, int Pid, Containment Containment, string CommandLine) : IProcessEvent;

/// <summary>A process has answered the handshake and takes calls.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Implementation">The server's own name and version.</param>
/// <param name="ProtocolVersion">The negotiated protocol version.</param>
/// <param name="Elapsed">The time since the start of the process.</param>
public sealed record ProcessReady(string Server, long Lease, string Implementation, string ProtocolVersion, TimeSpan Elapsed) : IProcessEvent;

/// <summary>A process has ended while it had an owner.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Exit">How the process ended.</param>
/// <param name="Requested">Whether the owner requested the end.</param>
public sealed record ProcessExited(string Server, long Lease, ExitReport Exit, bool Requested) : IProcessEvent;

/// <summary>
/// The owner of a process has stopped before the process is extinct; the reaper takes the process over.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Pid">The process's pid; null if it has none yet.</param>
/// <param name="Reason">The reason for the end of the owner.</param>
public sealed record ProcessOrphaned(string Server, long Lease, int? Pid, string Reason) : IProcessEvent;

/// <summary>
/// A process is alive, but has sent no message for <c>health.interval</c> and has not answered a probe within
/// <c>health.timeout</c>. The process is being ended, and is restarted. Published on the event stream.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="For">The time since its last message.</param>
/// <param name="Request">The probe that it did not answer: <c>ping</c> or <c>server/discover</c>.</param>
public sealed record ServerUnresponsive(string Server, long Lease, TimeSpan For, string Request) : IProcessEvent;

/// <summary>
/// The breaker of a process or of one of its tools has opened: requests are refused for a while, because earlier ones
/// got no answer.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Reason">The failure, as a sentence.</param>
/// <param name="For">The time until a trial request is allowed.</param>
public sealed record BreakerOpened(string Server, long Lease, string Reason, TimeSpan For) : IProcessEvent
{
    /// <summary>The tool whose calls are refused. The default value is null, for all requests.</summary>
    public string? Tool { get; init; }
}

/// <summary>
/// The breaker of a process has closed: the trial request was answered, and the process takes requests.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
public sealed record BreakerClosed(string Server, long Lease) : IProcessEvent
{
    /// <summary>The tool whose calls are sent again. The default value is null, for all requests.</summary>
    public string? Tool { get; init; }
}
