namespace McpActors.Processes.Ledger;

/// <summary>
/// A snapshot of one process of the host that is not extinct. It cannot be used to end the process; send a message for
/// that. Immutable.
/// </summary>
/// <param name="Id">The lease's id, unique within the host.</param>
/// <param name="Server">The server's configured name.</param>
/// <param name="Pid">The pid of the keeper, or of the server itself without a keeper; null before the start, and if the
/// start failed.</param>
/// <param name="State">The state of the lease.</param>
/// <param name="Since">The time at which the lease was opened, before the process was started.</param>
public sealed record ProcessLease(long Id, string Server, int? Pid, LeaseState State, DateTimeOffset Since);
