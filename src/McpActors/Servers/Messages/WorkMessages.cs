namespace McpActors.Servers;

/// <summary>
/// Begins work in a server's process that continues beyond any call, such as a crawl or a watched build. Until <see
/// cref="EndWork"/>, or until the sender stops, the process is busy: it does not become idle, is not replaced for its
/// age or its memory, and a restart or a reload waits for it up to <c>drain-timeout</c>. Sent to a session, the work
/// belongs to the session's process.
/// </summary>
/// <param name="Server">The server's configured name; may be empty in a session.</param>
/// <param name="Work">The sender's name for the work. The same name of the same sender counts once.</param>
/// <remarks>
/// The answer is <see cref="WorkBegun"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/> if no process
/// is ready, because work never starts a process; if the sender is an <c>Ask</c> or absent, because the work would never
/// end; or if the server has <c>isolation = session</c> and the message was not sent to a session. Immutable.
/// </remarks>
public sealed record BeginWork(string Server, string Work) : IServerMessage;

/// <summary>The answer to <see cref="BeginWork"/>: the process is busy with the work.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Work">The sender's name for the work.</param>
/// <param name="Lease">The lease of the process. When the process ends, the work is over.</param>
public sealed record WorkBegun(string Server, string Work, long Lease);

/// <summary>Ends work that the sender began with <see cref="BeginWork"/>. It is not answered; unknown work is ignored.</summary>
/// <param name="Server">The server's configured name; may be empty in a session.</param>
/// <param name="Work">The sender's name for the work.</param>
public sealed record EndWork(string Server, string Work) : IServerMessage;
