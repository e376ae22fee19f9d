using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>What is published about one process on the event stream. Subscribe to this for all of them.</summary>
public interface IProcessEvent
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }

    /// <summary>The lease of the process.</summary>
    long Lease { get; }
}

/// <summary>A process runs; the handshake comes next.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Pid">Its pid: the keeper's, where there is one.</param>
/// <param name="Containment">What holds it.</param>
/// <param name="CommandLine">What was started, secrets removed.</param>
public sealed record ProcessStarted(string Server, long Lease, int Pid, Containment Containment, string CommandLine) : IProcessEvent;

/// <summary>A server has answered the handshake and takes calls.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Implementation">What the server calls itself, and its version.</param>
/// <param name="ProtocolVersion">The protocol version that was negotiated.</param>
/// <param name="Elapsed">From the start of the process to here.</param>
public sealed record ProcessReady(string Server, long Lease, string Implementation, string ProtocolVersion, TimeSpan Elapsed) : IProcessEvent;

/// <summary>A process ended while its owner held it.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Exit">How it ended.</param>
/// <param name="Requested">Whether its owner had asked for it.</param>
public sealed record ProcessExited(string Server, long Lease, ExitReport Exit, bool Requested) : IProcessEvent;

/// <summary>The owner of a process is gone while the process is not extinct; the reaper has it now.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Pid">Its pid, where it has one already.</param>
/// <param name="Reason">What became of its owner.</param>
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

/// <summary>Requests to a process, or to one of its tools, are refused for a while, because they got no answer.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
/// <param name="Reason">What failed, in a sentence.</param>
/// <param name="For">After which one is let through.</param>
public sealed record BreakerOpened(string Server, long Lease, string Reason, TimeSpan For) : IProcessEvent
{
    /// <summary>The tool whose calls are refused; null where all requests are.</summary>
    public string? Tool { get; init; }
}

/// <summary>The request that was let through was answered: a process takes requests again.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Lease">The lease of the process.</param>
public sealed record BreakerClosed(string Server, long Lease) : IProcessEvent
{
    /// <summary>The tool that is called again; null for the whole process.</summary>
    public string? Tool { get; init; }
}
