namespace McpActors.Servers;

/// <summary>
/// Something runs in a server's process beyond any call, a crawl or a watched build for one: until <see cref="EndTask"/>, or until the actor that
/// said so has stopped, the process is busy. It does not end for being idle, nor is it replaced for its age or its memory, and a restart or a
/// reload waits for it as for a call, up to <c>drain-timeout</c>. It is told by an actor, which alone can end it: an <c>Ask</c> is refused. To a session it is said for the session's process. A server that is not ready is
/// not started for it. Answered with <see cref="TaskDeclared"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Task">The sender's own name for it; said twice, it is one.</param>
public sealed record DeclareTask(string Server, string Task) : IServerMessage;

/// <summary>The process is busy with it.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Task">The sender's name for it.</param>
/// <param name="Lease">The lease of the process. When that ends, the task is over.</param>
public sealed record TaskDeclared(string Server, string Task, long Lease);

/// <summary>A declared task of the sender's is over. It is not answered.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Task">The sender's name for it.</param>
public sealed record EndTask(string Server, string Task) : IServerMessage;
