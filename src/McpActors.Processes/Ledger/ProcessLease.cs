namespace McpActors.Processes.Ledger;

/// <summary>
/// What a host knows of one process that is not extinct, at one moment. It says and changes nothing: who wants a process ended asks for it by
/// message. Immutable.
/// </summary>
/// <param name="Id">The lease's id, unique within the host.</param>
/// <param name="Server">The server's configured name.</param>
/// <param name="Pid">The keeper's pid, or the server's own without a keeper; null while it is not there, or where its start failed.</param>
/// <param name="State">Where the lease stands.</param>
/// <param name="Since">When the lease was opened, before the process was started.</param>
public sealed record ProcessLease(long Id, string Server, int? Pid, LeaseState State, DateTimeOffset Since);
